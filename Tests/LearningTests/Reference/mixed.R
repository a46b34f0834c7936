# Rscript mixed.R > mixed.json : logistic regressions with a random intercept, fitted by lme4 (Laplace's approximation).
suppressMessages({library(lme4); library(jsonlite)})
options(digits = 17)

dataset <- function(name, seed, groups, least, most, deviation, weights, intercept) {
  set.seed(seed)
  sizes <- sample(least:most, groups, replace = TRUE)
  group <- sample(rep(seq_len(groups), sizes))
  n <- length(group)
  k <- length(weights)
  x <- matrix(round(rnorm(n * k), 3), n, k)
  if (k > 1) x[, 2] <- round(3 + 2 * abs(x[, 2]), 3)
  if (k > 2) x[, 3] <- as.numeric(runif(n) < 0.3)
  tendency <- rnorm(groups, 0, deviation)
  y <- as.numeric(runif(n) < plogis(intercept + x %*% weights + tendency[group]))
  columns <- paste0("x", seq_len(k))
  frame <- data.frame(y, x, group)
  names(frame) <- c("y", columns, "group")
  formula <- as.formula(paste("y ~", paste(columns, collapse = " + "), "+ (1 | group)"))
  control <- glmerControl(optimizer = "bobyqa", tolPwrss = 1e-12, optCtrl = list(maxfun = 1e6, rhoend = 1e-10),
                          check.conv.singular = "ignore", check.conv.grad = "ignore")
  fit <- glmer(formula, frame, family = binomial, nAGQ = 1, control = control)
  list(name = unbox(name), columns = columns, rows = x, labels = y, groups = group,
       estimates = unname(fixef(fit)), standardErrors = unname(sqrt(diag(as.matrix(vcov(fit, use.hessian = FALSE))))),
       deviation = unbox(unname(attr(VarCorr(fit)$group, "stddev"))), logLikelihood = unbox(as.numeric(logLik(fit))))
}

answer <- list(
  made_with = list(script = unbox("mixed.R"), R = unbox(as.character(getRversion())), lme4 = unbox(as.character(packageVersion("lme4"))),
                   call = unbox("glmer(y ~ x + (1 | group), family = binomial, nAGQ = 1), bobyqa to 1e-10; vcov(use.hessian = FALSE)")),
  datasets = list(
    dataset("uneven groups", 20, 40, 1, 60, 0.8, c(0.7, -0.3, 0.5), 0.6),
    dataset("small groups, large differences", 21, 150, 3, 9, 1.6, c(-1.1, 0.4), -1.5),
    dataset("many rows in few groups", 22, 6, 120, 300, 0.5, c(0.4), 0.2),
    dataset("groups that do not differ", 31, 60, 10, 25, 0, c(0.9, -0.2, -0.6), 0.4)))
cat(toJSON(answer, digits = NA))
cat("\n")
