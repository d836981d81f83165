#include "tests/properties/random/feeds.h"

#include <fmt/format.h>

#include "compiler/net/prefix.h"
#include "tests/properties/random/universe.h"

namespace sgc::properties {
namespace {

constexpr u128 kWideV4 = u128{1} << 24U;   // addresses; a line that holds more must be called wide
constexpr u128 kWideV6 = u128{1} << 109U;

bool is_wide(const AddressRange& range) {
  return range.last - range.first >= (range.family == Family::V4 ? kWideV4 : kWideV6);
}

// Now and then a prefix with bits past it, which a feed reader clears.
std::string line_for(const AddressRange& range, Dice& dice) {
  const ClosedRange<std::uint32_t> v4{static_cast<std::uint32_t>(range.first), static_cast<std::uint32_t>(range.last)};
  if (range.family == Family::V4 && is_prefix(v4) && v4.first != v4.last && dice.one_in(4)) {
    return fmt::format("{}/{}", to_string(Address{Family::V4, range.last}), prefix_length(v4));
  }
  return to_string(range);
}

std::string decorated(const std::string& line, Dice& dice) {
  switch (dice.below(6)) {
    case 0: return line + " # seen today";
    case 1: return line + ";SBL1234";
    case 2: return line + " \t";
    default: return line;
  }
}

}  // namespace

Who new_feed(Draft& draft) {
  Dice& dice = draft.dice;
  const std::vector<Family> families = draft.families();
  const std::string end = dice.one_in(4) ? "\r\n" : "\n";
  const std::size_t entries = 1 + dice.below(6);

  std::string content = dice.one_in(5) ? "\xEF\xBB\xBF" : "";
  if (dice.one_in(2)) content += "# one line each" + end + end;
  AddressSet set;
  bool wide = false;
  for (std::size_t i = 0; i < entries; ++i) {
    const AddressRange range = any_range(dice, dice.pick(std::span<const Family>(families)));
    content += decorated(line_for(range, dice), dice) + (i + 1 == entries && dice.one_in(3) ? "" : end);
    set = unite(set, AddressSet::of(range));
    wide = wide || is_wide(range);
  }

  const std::string path = fmt::format("feeds/{}.netset", draft.files.size());
  draft.files[path] = content;
  std::string written = fmt::format("file \"{}\"", path);
  if (dice.one_in(3)) written += fmt::format(" min {}", entries);
  if (dice.one_in(3)) written += fmt::format(" max {}", entries + dice.below(3));
  if (wide) written += " wide";
  if (dice.one_in(5)) written += " optional";
  return {written, set};
}

std::string missing_feed(Draft& draft) {
  return fmt::format("file \"feeds/missing-{}.netset\" optional", draft.dice.below(3));
}

}  // namespace sgc::properties
