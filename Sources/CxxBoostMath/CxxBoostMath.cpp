#include "CxxBoostMath.h"

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/gamma.hpp>
#include <boost/math/distributions/non_central_t.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <limits>

namespace {

using boost::math::policies::domain_error;
using boost::math::policies::ignore_error;
using boost::math::policies::overflow_error;
using boost::math::policies::pole_error;
using boost::math::policies::evaluation_error;

// Errors come back as NaN or infinity: an exception must not cross into Swift. Integer parameters stay exact reals.
using Quiet = boost::math::policies::policy<
    domain_error<ignore_error>, pole_error<ignore_error>, overflow_error<ignore_error>, evaluation_error<ignore_error>,
    boost::math::policies::discrete_quantile<boost::math::policies::integer_round_up>>;

template <typename Body>
double quiet(Body body) {
    try {
        return body();
    } catch (...) {
        return std::numeric_limits<double>::quiet_NaN();
    }
}

template <typename Distribution>
double cumulative(const Distribution &distribution, double x, int tail) {
    return tail ? cdf(complement(distribution, x)) : cdf(distribution, x);
}

template <typename Distribution>
double inverse(const Distribution &distribution, double p, int tail) {
    return tail ? quantile(complement(distribution, p)) : quantile(distribution, p);
}

using Normal = boost::math::normal_distribution<double, Quiet>;
using StudentT = boost::math::students_t_distribution<double, Quiet>;
using NoncentralT = boost::math::non_central_t_distribution<double, Quiet>;
using ChiSquared = boost::math::chi_squared_distribution<double, Quiet>;
using FisherF = boost::math::fisher_f_distribution<double, Quiet>;
using Beta = boost::math::beta_distribution<double, Quiet>;
using Gamma = boost::math::gamma_distribution<double, Quiet>;
using Binomial = boost::math::binomial_distribution<double, Quiet>;

}  // namespace

extern "C" {

double segue_normal_cdf(double x, int tail) { return quiet([&] { return cumulative(Normal(), x, tail); }); }
double segue_normal_quantile(double p, int tail) { return quiet([&] { return inverse(Normal(), p, tail); }); }
double segue_normal_pdf(double x) { return quiet([&] { return pdf(Normal(), x); }); }

double segue_student_t_cdf(double x, double df, int tail) { return quiet([&] { return cumulative(StudentT(df), x, tail); }); }
double segue_student_t_quantile(double p, double df, int tail) { return quiet([&] { return inverse(StudentT(df), p, tail); }); }
double segue_student_t_pdf(double x, double df) { return quiet([&] { return pdf(StudentT(df), x); }); }

double segue_noncentral_t_cdf(double x, double df, double noncentrality, int tail) {
    return quiet([&] { return cumulative(NoncentralT(df, noncentrality), x, tail); });
}

double segue_chi_squared_cdf(double x, double df, int tail) { return quiet([&] { return cumulative(ChiSquared(df), x, tail); }); }
double segue_chi_squared_quantile(double p, double df, int tail) { return quiet([&] { return inverse(ChiSquared(df), p, tail); }); }
double segue_chi_squared_pdf(double x, double df) { return quiet([&] { return pdf(ChiSquared(df), x); }); }

double segue_fisher_f_cdf(double x, double df1, double df2, int tail) { return quiet([&] { return cumulative(FisherF(df1, df2), x, tail); }); }
double segue_fisher_f_quantile(double p, double df1, double df2, int tail) { return quiet([&] { return inverse(FisherF(df1, df2), p, tail); }); }
double segue_fisher_f_pdf(double x, double df1, double df2) { return quiet([&] { return pdf(FisherF(df1, df2), x); }); }

double segue_beta_cdf(double x, double a, double b, int tail) { return quiet([&] { return cumulative(Beta(a, b), x, tail); }); }
double segue_beta_quantile(double p, double a, double b, int tail) { return quiet([&] { return inverse(Beta(a, b), p, tail); }); }
double segue_beta_pdf(double x, double a, double b) { return quiet([&] { return pdf(Beta(a, b), x); }); }

double segue_gamma_cdf(double x, double shape, double scale, int tail) { return quiet([&] { return cumulative(Gamma(shape, scale), x, tail); }); }
double segue_gamma_quantile(double p, double shape, double scale, int tail) { return quiet([&] { return inverse(Gamma(shape, scale), p, tail); }); }
double segue_gamma_pdf(double x, double shape, double scale) { return quiet([&] { return pdf(Gamma(shape, scale), x); }); }

double segue_binomial_cdf(double k, double n, double p, int tail) { return quiet([&] { return cumulative(Binomial(n, p), k, tail); }); }
double segue_binomial_pmf(double k, double n, double p) { return quiet([&] { return pdf(Binomial(n, p), k); }); }
double segue_binomial_quantile(double q, double n, double p, int tail) { return quiet([&] { return inverse(Binomial(n, p), q, tail); }); }

}  // extern "C"
