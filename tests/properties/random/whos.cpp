#include "tests/properties/random/whos.h"

#include <fmt/format.h>

#include <string_view>

#include "compiler/net/parse_address.h"
#include "tests/properties/random/feeds.h"
#include "tests/properties/random/universe.h"
#include "tests/properties/random/words.h"

namespace sgc::properties {
namespace {

AddressSet set_of(std::initializer_list<std::string_view> texts) {
  AddressSet all;
  for (const std::string_view text : texts) all = unite(all, AddressSet::of(parse_address(text).range));
  return all;
}

Who literal(Draft& draft) {
  const std::vector<Family> families = draft.families();
  const AddressRange range = any_range(draft.dice, draft.dice.pick(std::span<const Family>(families)));
  return {to_string(range), AddressSet::of(range)};
}

Who any_word(Draft& draft) {
  switch (draft.options.ipv6 ? draft.dice.below(3) : 1) {
    case 0: return {"any", AddressSet::any()};
    case 1: return {"any4", AddressSet::any(Family::V4)};
    default: return {"any6", AddressSet::any(Family::V6)};
  }
}

Who named(const std::vector<NamedSet>& names, Dice& dice) {
  const NamedSet& chosen = dice.pick(std::span<const NamedSet>(names));
  return {chosen.name, chosen.set};
}

Who element(Draft& draft, const WhoWishes& wishes) {
  Dice& dice = draft.dice;
  switch (dice.below(12)) {
    case 0:
      if (wishes.any && dice.one_in(2)) return any_word(draft);
      break;
    case 1:
    case 2:
    case 3:
      if (wishes.groups && !draft.groups.empty()) return named(draft.groups, dice);
      break;
    case 4:
    case 5:
      if (wishes.points && !draft.points.empty()) return named(draft.points, dice);
      break;
    case 6:
      if (wishes.self != nullptr && !wishes.self->empty()) return {"self", *wishes.self};
      break;
    case 7:
      if (draft.options.feeds) return new_feed(draft);
      break;
    default: break;
  }
  return literal(draft);
}

// Elements after each other, parted by what `separator` gives.
template <class Separator>
Who elements(Draft& draft, const WhoWishes& wishes, Separator separator) {
  Who all = element(draft, wishes);
  const std::size_t more = draft.dice.below(draft.options.elements);
  for (std::size_t i = 0; i < more; ++i) {
    const Who next = element(draft, wishes);
    all.text += separator() + next.text;
    all.set = unite(all.set, next.set);
  }
  if (draft.options.feeds && draft.dice.one_in(24)) all.text += separator() + missing_feed(draft);
  return all;
}

// A list with an exception, where something is left of it; else the list.
template <class Separator>
Who with_exception(Draft& draft, Who who, const WhoWishes& wishes, Separator separator) {
  if (!wishes.except || !draft.dice.one_in(3)) return who;
  const Who taken = elements(draft, wishes, separator);
  const AddressSet rest = subtract(who.set, taken.set);
  if (rest.empty()) return who;
  return {who.text + " except " + taken.text, rest};
}

}  // namespace

Who any_who(Draft& draft, const WhoWishes& wishes) {
  const auto comma = [] { return std::string(", "); };
  return with_exception(draft, elements(draft, wishes, comma), wishes, comma);
}

Who home(Draft& draft) {
  Who all;
  for (const Family family : draft.families()) {
    for (std::size_t i = 0; i <= draft.dice.below(2); ++i) {
      const AddressRange range = home_range(draft.dice, family);
      all.text += (all.text.empty() ? "" : ", ") + to_string(range);
      all.set = unite(all.set, AddressSet::of(range));
    }
  }
  return all;
}

Who members(Draft& draft) {
  Who all = home(draft);
  if (draft.groups.empty() || !draft.dice.one_in(5)) return all;
  const Who group = named(draft.groups, draft.dice);
  return {all.text + ", " + group.text, unite(all.set, group.set)};
}

std::string new_group(Draft& draft) {
  Dice& dice = draft.dice;
  // In a group's braces commas are optional, and a line ends nothing.
  const auto separator = [&dice]() -> std::string {
    switch (dice.below(4)) {
      case 0: return " ";
      case 1: return "\n  ";
      case 2: return ",\n  ";
      default: return ", ";
    }
  };
  const WhoWishes wishes{.points = false};
  const Who who = with_exception(draft, elements(draft, wishes, separator), wishes, separator);
  const std::string name = new_name(draft);
  draft.groups.push_back({name, who.set});
  return fmt::format("group {} {{\n  {}{}\n}}\n", name, who.text, dice.one_in(3) ? "," : "");
}

void add_prelude_groups(Draft& draft) {
  const std::pair<const char*, AddressSet> kPrelude[] = {
      {"rfc1918", set_of({"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"})},
      {"ula", set_of({"fc00::/7"})},
      {"loopback", set_of({"127.0.0.0/8", "::1"})},
      {"link-local", set_of({"169.254.0.0/16", "fe80::/10"})},
      {"multicast", set_of({"224.0.0.0/4", "ff00::/8"})},
      {"documentation", set_of({"192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "3fff::/20"})}};
  for (const auto& [name, set] : kPrelude) {
    if (!draft.options.ipv6 && !set.empty(Family::V6)) continue;
    draft.taken.insert(name);
    draft.groups.push_back({name, set});
  }
}

}  // namespace sgc::properties
