# Writes weekly counts (a week a row) and neighbourhoods of three real sets into the folder given.
suppressPackageStartupMessages(library(surveillance))
folder <- commandArgs(trailingOnly = TRUE)[1]
for (name in c("ha.sts", "salmNewport", "fluBYBW")) {
  data(list = name, package = "surveillance")
  one <- get(name)
  write.table(observed(one), file.path(folder, paste0(name, ".csv")), sep = ",", row.names = FALSE, col.names = FALSE)
  write.table(1 * (neighbourhood(one) == 1), file.path(folder, paste0(name, "_near.csv")), sep = ",",
              row.names = FALSE, col.names = FALSE)
  cat(name, dim(observed(one)), frequency(one), sum(observed(one), na.rm = TRUE), "\n")
}
