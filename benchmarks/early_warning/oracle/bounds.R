# Reads counts (one series a row, no header) and prints the upper bound of the last week of each series.
suppressPackageStartupMessages(library(surveillance))
arguments <- commandArgs(trailingOnly = TRUE)
counts <- as.matrix(read.csv(arguments[1], header = FALSE))
last <- ncol(counts)
control <- list(range = last, b = 5, w = 3, noPeriods = 10, pastWeeksNotIncluded = 26,
                alpha = as.numeric(arguments[2]), trend = TRUE, pThresholdTrend = 1,
                weightsThreshold = 2.58, thresholdMethod = "nbPlugin", limit54 = c(0, 4), glmWarnings = FALSE)
for (row in seq_len(nrow(counts))) {
  series <- sts(counts[row, ], start = c(2001, 1), frequency = 52)
  bound <- suppressWarnings(upperbound(farringtonFlexible(series, control))[1])
  cat(bound, "\n")
}
