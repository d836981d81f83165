#include "compiler/driver/statistics_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/driver/stage_log.h"
#include "compiler/ir/policy.h"

namespace sgc::driver {
namespace {

constexpr double kNanosecondsPerMillisecond = 1e6;

std::string name_of(const checks::ListStatistics& list) {
  return fmt::format("{} {}", list.point, ir::to_string(list.direction));
}

}  // namespace

std::string statistics_text(const checks::CheckStatistics& statistics) {
  if (statistics.empty()) return {};
  std::size_t width = std::string_view("list").size();
  for (const checks::ListStatistics& list : statistics) width = std::max(width, name_of(list).size());

  std::string text = fmt::format("{:<{}}  {:>9}  {:>13}  {:>7}  {:>9}  {:>9}  {:>10}\n", "list", width, "rules", "boxes",
                                 "dead", "redundant", "pairs", "time");
  for (const checks::ListStatistics& list : statistics) {
    text += fmt::format("{:<{}}  {:>9}  {:>13}  {:>7}  {:>9}  {:>9}  {:>7.1f} ms\n", name_of(list), width,
                        grouped(list.rules), grouped(list.boxes), grouped(list.dead), grouped(list.redundant),
                        grouped(list.pairs) + (list.more_pairs ? "+" : ""),
                        static_cast<double>(list.nanoseconds) / kNanosecondsPerMillisecond);
  }
  return text;
}

}  // namespace sgc::driver
