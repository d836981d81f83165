#include "targets/cloud/bill.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/diag/catalog.h"

namespace sgc::targets::cloud {
namespace {

constexpr std::size_t kMostTakersShown = 3;

// Those who take more than the plain one unit, largest first, equals in the order of adding.
std::vector<const Taker*> largest(const BillLine& line) {
  std::vector<const Taker*> takers;
  for (const Taker& taker : line.takers) takers.push_back(&taker);
  std::stable_sort(takers.begin(), takers.end(), [](const Taker* a, const Taker* b) { return a->used > b->used; });
  if (takers.size() > kMostTakersShown) takers.resize(kMostTakersShown);
  return takers;
}

Diagnostic over_quota(const BillLine& line, std::string_view cloud) {
  const std::string what(line.what);
  Diagnostic diagnostic =
      line.of_account ? diagnose(kind::OverAccountQuota, line.where, line.object, line.used, what, std::string(cloud), line.limit)
                      : diagnose(kind::OverQuota, line.where, line.object, line.used, what, std::string(cloud), line.limit);
  for (const Taker* taker : largest(line)) {
    diagnostic.notes.push_back({taker->where, fmt::format("{} takes {} of {}", taker->what, taker->used, line.used)});
  }
  const std::string raise = fmt::format("where the quota was raised, write «quota {} N» in the target block", line.quota);
  diagnostic.help = line.help.empty() ? raise : fmt::format("{}; {}", line.help, raise);
  return diagnostic;
}

}  // namespace

void Bill::add(BillLine line) {
  line.limit = quotas_.limit(line.quota);
  line.what = quotas_.row(line.quota).what;
  line.of_account = quotas_.row(line.quota).of_account;
  lines_.push_back(std::move(line));
}

void report_over_quota(const Bill& bill, std::string_view cloud, Sink& sink) {
  for (const BillLine& line : bill.lines()) {
    if (line.used > line.limit) sink.report(over_quota(line, cloud));
  }
}

Json bill_json(const Bill& bill) {
  std::vector<Json> elements;
  for (const BillLine& line : bill.lines()) {
    JsonObject json;
    json.add("object", line.object).add("quota", line.quota).add("what", line.what);
    json.add("used", json_number(static_cast<std::int64_t>(line.used)));
    json.add("limit", json_number(static_cast<std::int64_t>(line.limit)));
    elements.push_back(json.done());
  }
  return json_array(elements);
}

}  // namespace sgc::targets::cloud
