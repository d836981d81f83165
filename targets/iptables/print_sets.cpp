#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cstring>

#include "targets/host/writer.h"
#include "targets/iptables/print.h"
#include "targets/iptables/quote.h"
#include "targets/iptables/set_form.h"

namespace sgc::iptables {
namespace {

using host::Writer;

constexpr std::size_t kMostElementBytes = 48;  // an IPv6 prefix and the line's end
constexpr std::size_t kChunkBytes = std::size_t{1} << 15U;

// hash:net takes prefixes: no range of IPv6, and no /0, which no set needs, since a side that is everybody is not asked.
template <class Number>
std::size_t count_prefixes(std::span<const ClosedRange<Number>> ranges) {
  std::size_t count = 0;
  for (const ClosedRange<Number>& range : ranges) for_each_prefix(range, [&](PrefixOf<Number>) { ++count; });
  return count;
}

// A chunk on the stack is filled before the string is asked for room: the one place where the time goes.
template <class Number>
void add_elements(std::string_view set, std::span<const ClosedRange<Number>> ranges, Writer& out) {
  std::array<char, kChunkBytes> chunk;
  const std::string start = fmt::format("add {} ", set);
  char* at = chunk.data();
  const char* const full = chunk.data() + chunk.size() - start.size() - kMostElementBytes;
  const auto add = [&](PrefixOf<Number> prefix) {
    if (at > full) {
      out << std::string_view(chunk.data(), static_cast<std::size_t>(at - chunk.data()));
      at = chunk.data();
    }
    std::memcpy(at, start.data(), start.size());
    at = write_address(at + start.size(), prefix.first);
    if (prefix.length != kBits<Number>) {
      *at++ = '/';
      at = std::to_chars(at, at + 3, prefix.length).ptr;
    }
    *at++ = '\n';
  };
  for (const ClosedRange<Number>& range : ranges) for_each_prefix(range, add);
  out << std::string_view(chunk.data(), static_cast<std::size_t>(at - chunk.data()));
}

template <class Number>
void print_set(const SetDecl& set, std::span<const ClosedRange<Number>> ranges, Writer& out) {
  const std::size_t elements = count_prefixes(ranges);
  out << "\n# " << quote(set.about, Place::Remark).text << '\n';
  out << "create " << set.name << ' ' << kSetType << " family " << (set.family == Family::V4 ? "inet" : "inet6") << " hashsize "
      << hash_size(elements) << " maxelem " << kMaxElements << '\n';
  add_elements(set.name, ranges, out);
}

std::size_t room_for(const Model& model, const ir::Policy& policy) {
  constexpr std::size_t kBytesPerAddress = 20;
  std::size_t bytes = 0;
  for (const SetDecl& set : model.sets) {
    const AddressSet& addresses = policy.addresses(set.addresses);
    const std::size_t ranges = set.family == Family::V4 ? addresses.v4().size() : 2 * addresses.v6().size();
    bytes += 128 + ranges * (set.name.size() + kBytesPerAddress);
  }
  return bytes;
}

}  // namespace

std::string print_sets(const Model& model, const targets::Request& request) {
  Writer out(sets_header(model, request), room_for(model, request.policy));
  for (const SetDecl& set : model.sets) {
    const AddressSet& addresses = request.policy.addresses(set.addresses);
    if (set.family == Family::V4) {
      print_set(set, addresses.v4(), out);
    } else {
      print_set(set, addresses.v6(), out);
    }
  }
  return out.take();
}

}  // namespace sgc::iptables
