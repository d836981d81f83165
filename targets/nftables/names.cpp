#include "targets/nftables/names.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/support/digest.h"
#include "targets/nftables/quote.h"

namespace sgc::nftables {
namespace {

// nft takes 255 bytes; the family and a number against clashes still have to fit.
constexpr std::size_t kMostNameBytes = 200;
constexpr std::size_t kMostNumbersInName = 6;
constexpr std::size_t kDigestLetters = 8;

std::string short_digest(std::string_view bytes) { return sha256_hex(bytes).substr(0, kDigestLetters); }

// The addresses themselves tell one list from another.
std::string literal_name(const AddressSet& addresses) {
  const std::size_t ranges = addresses.v4().size() + addresses.v6().size();
  return fmt::format("{}-addresses-{}", ranges, short_digest(to_string(addresses, ranges)));
}

std::string item_name(const ir::Policy& policy, const ir::WhoItem& item) {
  using Kind = ir::WhoItem::Kind;
  switch (item.kind) {
    case Kind::Addresses: return literal_name(policy.addresses(item.addresses));
    case Kind::Any: return "any";
    case Kind::AnyV4: return "any4";
    case Kind::AnyV6: return "any6";
    case Kind::Group: return policy.groups[item.group.index].name;
    case Kind::Feed: return "file." + name_characters(policy.feeds[item.feed.index].path);
    case Kind::Point: return policy.point(item.point).name;
    case Kind::Network: return policy.networks[item.network.index].name;
    case Kind::PrefixList: return policy.prefix_lists[item.prefix_list.index].name;
  }
  return {};
}

// As many names as fit, then how many more and a digest of all of them.
std::string joined(const std::vector<std::string>& names) {
  const std::string whole = fmt::format("{}", fmt::join(names, "."));
  if (whole.size() <= kMostNameBytes) return whole;

  constexpr std::size_t kRoom = kMostNameBytes - sizeof("4294967295-more-") - kDigestLetters;
  std::string name;
  std::size_t taken = 0;
  while (taken < names.size() && name.size() + names[taken].size() + 1 <= kRoom) name += names[taken++] + ".";
  return fmt::format("{}{}-more-{}", name, names.size() - taken, short_digest(whole));
}

std::string name_of_numbers(std::string_view what, const Numbers& numbers) {
  std::vector<std::string> texts;
  for (const NumberRange& range : numbers) {
    texts.push_back(range.first == range.last ? fmt::format("{}", range.first)
                                              : fmt::format("{}-{}", range.first, range.last));
  }
  const std::string all = fmt::format("{}", fmt::join(texts, "."));
  if (texts.size() <= kMostNumbersInName) return fmt::format("{}.{}", what, all);
  return fmt::format("{}.{}-numbers-{}", what, texts.size(), short_digest(all));
}

}  // namespace

bool all_literal(const ir::Who& who) {
  return who.except.empty() && std::all_of(who.items.begin(), who.items.end(), [](const ir::WhoItem& item) {
           return item.kind == ir::WhoItem::Kind::Addresses;
         });
}

std::string name_of(const ir::Policy& policy, const ir::Who& who, bool from_side) {
  std::vector<std::string> names;
  for (const ir::WhoItem& item : who.items) names.push_back(item_name(policy, item));
  if (!who.except.empty()) names.emplace_back("except");
  for (const ir::WhoItem& item : who.except) names.push_back(item_name(policy, item));

  std::string name = joined(names);
  const bool starts_with_digit = !name.empty() && name[0] >= '0' && name[0] <= '9';
  return starts_with_digit ? (from_side ? "from." : "to.") + name : name;
}

std::string name_of_ports(const Numbers& ports) { return name_of_numbers("ports", ports); }
std::string name_of_protocols(const Numbers& protocols) { return name_of_numbers("protocols", protocols); }

}  // namespace sgc::nftables
