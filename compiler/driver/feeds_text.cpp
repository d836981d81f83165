#include "compiler/driver/feeds_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/driver/stage_log.h"
#include "compiler/net/coverage.h"

namespace sgc::driver {
namespace {

// 39 digits are for programs: `--emit ir` has them.
std::string rounded(const AddressSet& addresses, const Coverage& coverage) {
  constexpr std::size_t kMostDigits = 12;
  if (coverage.addresses_v6.size() <= kMostDigits) return grouped(std::stoull(coverage.addresses_v6));
  return fmt::format("{:.4g}", addresses.count_v6());
}

std::string line_of(const ir::Feed& feed, const AddressSet& addresses, std::size_t width) {
  const Coverage coverage = coverage_of(addresses);
  return fmt::format("{:<{}}  {:>11}  {:>11}  {:>14}  {:>15}\n", feed.file, width, grouped(feed.entries),
                     grouped(coverage.prefixes_v4 + coverage.prefixes_v6), grouped(coverage.addresses_v4),
                     rounded(addresses, coverage));
}

}  // namespace

std::string feeds_text(const ir::Policy& policy) {
  if (policy.feeds.empty()) return {};
  std::size_t width = std::string_view("feed").size();
  for (const ir::Feed& feed : policy.feeds) width = std::max(width, feed.file.size());

  std::string text = fmt::format("{:<{}}  {:>11}  {:>11}  {:>14}  {:>15}\n", "feed", width, "lines", "prefixes",
                                 "IPv4 addresses", "IPv6 addresses");
  for (const ir::Feed& feed : policy.feeds) text += line_of(feed, policy.addresses(feed.addresses), width);
  return text;
}

}  // namespace sgc::driver
