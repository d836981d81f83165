#include "targets/iptables/names.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstring>

#include "compiler/support/assert.h"
#include "compiler/support/digest.h"

namespace sgc::iptables {
namespace {

// "sgc-" PLACE ".out" ".123456" is a chain's longest name.
constexpr std::size_t kMostPointInChain = 13;
// "sgc-" PLACE "." LABEL "." DIGEST ".4" is a set's.
constexpr std::size_t kMostPointInSet = 8;
constexpr std::size_t kShortDigest = 5;  // letters, of 5 bits each
constexpr std::size_t kSetDigest = 9;
constexpr std::size_t kLongSetDigest = 12;

std::string digest_letters(std::string_view bytes, std::size_t letters) {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz234567";
  constexpr std::size_t kHexDigits = 16;  // of 64 bits, which are 12 letters
  std::uint64_t number = 0;
  const std::string hex = sha256_hex(bytes);
  std::from_chars(hex.data(), hex.data() + kHexDigits, number, 16);

  std::string text;
  for (std::size_t i = 0; i < letters; ++i) {
    text += kLetters[number % kLetters.size()];
    number /= kLetters.size();
  }
  return text;
}

// `+` cannot stand in a name of the language either.
std::string shortened(std::string_view name, std::size_t most) {
  if (name.size() <= most) return std::string(name);
  return fmt::format("{}+{}", name.substr(0, most - kShortDigest - 1), digest_letters(name, kShortDigest));
}

template <class Number>
std::string bytes_of(std::span<const ClosedRange<Number>> ranges) {
  std::string bytes(ranges.size() * sizeof(ClosedRange<Number>), '\0');
  if (!ranges.empty()) std::memcpy(bytes.data(), ranges.data(), bytes.size());
  return bytes;
}

std::string content_of(const AddressSet& addresses, Family family) {
  return family == Family::V4 ? bytes_of(addresses.v4()) : bytes_of(addresses.v6());
}

std::string plain_letters(std::string_view text) {
  std::string plain(text);
  std::replace_if(
      plain.begin(), plain.end(),
      [](char c) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        return !letter && c != '-' && c != '_';
      },
      '_');
  return plain;
}

std::string name_of(const ir::Policy& policy, const ir::WhoItem& item) {
  using Kind = ir::WhoItem::Kind;
  switch (item.kind) {
    case Kind::Addresses: return {};
    case Kind::Any: return "any";
    case Kind::AnyV4: return "any4";
    case Kind::AnyV6: return "any6";
    case Kind::Group: return policy.groups[item.group.index].name;
    case Kind::Feed: {
      const std::string& path = policy.feeds[item.feed.index].path;
      return path.substr(path.rfind('/') + 1);
    }
    case Kind::Point: return policy.point(item.point).name;
    case Kind::Network: return policy.networks[item.network.index].name;
    case Kind::PrefixList: return policy.prefix_lists[item.prefix_list.index].name;
  }
  return {};
}

std::string joined_names(const ir::Policy& policy, const std::vector<ir::WhoItem>& items) {
  std::string text;
  for (const ir::WhoItem& item : items) {
    const std::string name = name_of(policy, item);
    if (!text.empty()) text += ", ";
    text += name.empty() ? "addresses" : name;
  }
  return text;
}

}  // namespace

std::string chain_prefix(std::string_view point) { return fmt::format("sgc-{}.", shortened(point, kMostPointInChain)); }

std::string list_chain(std::string_view point, ir::Direction direction) {
  return chain_prefix(point) + (direction == ir::Direction::Inbound ? "in" : "out");
}

std::string helper_chain(std::string_view point, ir::Direction direction, std::size_t number) {
  std::string name = fmt::format("{}.{}", list_chain(point, direction), number);
  SGC_ASSERT(name.size() <= kMostChainName, "a point has less than a million chains");
  return name;
}

bool is_chain_of(std::string_view chain, std::string_view point) {
  for (const ir::Direction direction : ir::kDirections) {
    const std::string list = list_chain(point, direction);
    if (!chain.starts_with(list)) continue;
    const std::string_view rest = chain.substr(list.size());
    if (rest.empty()) return true;
    const bool digits = rest.find_first_not_of("0123456789", 1) == std::string_view::npos;
    if (rest.size() > 1 && rest[0] == '.' && digits) return true;
  }
  return false;
}

std::string set_prefix(std::string_view point) { return fmt::format("sgc-{}.", shortened(point, kMostPointInSet)); }

std::string set_name(std::string_view point, std::string_view label, const AddressSet& addresses, Family family, unsigned salt) {
  const std::string prefix = set_prefix(point);
  const std::string_view suffix = family == Family::V4 ? ".4" : ".6";
  std::string content = content_of(addresses, family);
  if (salt != 0) content += fmt::format(" {}", salt);
  if (label.empty()) return fmt::format("{}{}{}", prefix, digest_letters(content, kLongSetDigest), suffix);

  const std::size_t room = kMostSetName - prefix.size() - kSetDigest - 1 - suffix.size();
  return fmt::format("{}{}.{}{}", prefix, label.substr(0, room), digest_letters(content, kSetDigest), suffix);
}

std::string label_of(const ir::Policy& policy, const ir::Who& who) {
  const ir::WhoItem* sole = who.sole();
  return sole == nullptr ? std::string() : plain_letters(name_of(policy, *sole));
}

std::string said_of(const ir::Policy& policy, const ir::Who& who) {
  std::string text = joined_names(policy, who.items);
  if (!who.except.empty()) text += " except " + joined_names(policy, who.except);
  return text;
}

}  // namespace sgc::iptables
