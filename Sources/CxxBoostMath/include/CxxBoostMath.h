#ifndef SEGUE_CXX_BOOST_MATH_H
#define SEGUE_CXX_BOOST_MATH_H

// Distribution functions of Boost.Math behind plain C functions. Invalid parameters answer NaN; nothing is thrown.
// tail: 0 for P(X <= x), 1 for P(X > x).

#ifdef __cplusplus
extern "C" {
#endif

double segue_normal_cdf(double x, int tail);
double segue_normal_quantile(double p, int tail);
double segue_normal_pdf(double x);

double segue_student_t_cdf(double x, double df, int tail);
double segue_student_t_quantile(double p, double df, int tail);
double segue_student_t_pdf(double x, double df);

double segue_noncentral_t_cdf(double x, double df, double noncentrality, int tail);

double segue_chi_squared_cdf(double x, double df, int tail);
double segue_chi_squared_quantile(double p, double df, int tail);
double segue_chi_squared_pdf(double x, double df);

double segue_fisher_f_cdf(double x, double df1, double df2, int tail);
double segue_fisher_f_quantile(double p, double df1, double df2, int tail);
double segue_fisher_f_pdf(double x, double df1, double df2);

double segue_beta_cdf(double x, double a, double b, int tail);
double segue_beta_quantile(double p, double a, double b, int tail);
double segue_beta_pdf(double x, double a, double b);

double segue_gamma_cdf(double x, double shape, double scale, int tail);
double segue_gamma_quantile(double p, double shape, double scale, int tail);
double segue_gamma_pdf(double x, double shape, double scale);

double segue_binomial_cdf(double k, double n, double p, int tail);
double segue_binomial_pmf(double k, double n, double p);
double segue_binomial_quantile(double q, double n, double p, int tail);

#ifdef __cplusplus
}
#endif
#endif
