#include "targets/xdp/value_box.h"

#include <algorithm>
#include <span>

namespace sgc::targets::xdp {

std::optional<u128> address_with(const FamilyClasses& maps, Family family, std::size_t large, const ValueBox& box) {
  const auto within = [](ValueRange range, std::uint32_t value) { return range.first <= value && value <= range.last; };
  const ClassInterval everything{0, last_address(family), 0, 0};
  const auto intervals = [&](std::size_t field) { return maps[field] ? maps[field]->intervals() : std::span(&everything, 1); };
  auto a = intervals(large);
  auto b = intervals(large + 1);
  while (!a.empty() && !b.empty()) {
    if (within(box[large], a.front().value) && within(box[large + 1], b.front().value)) return std::max(a.front().first, b.front().first);
    const u128 end = std::min(a.front().last, b.front().last);
    if (a.front().last == end) a = a.subspan(1);
    if (b.front().last == end) b = b.subspan(1);
  }
  return std::nullopt;
}

}  // namespace sgc::targets::xdp
