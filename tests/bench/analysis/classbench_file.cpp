#include "tests/bench/analysis/classbench_file.h"

#include <array>
#include <cstdio>
#include <fstream>

#include "compiler/net/prefix.h"

namespace sgc::generate {
namespace {

using Octets = std::array<unsigned, 4>;

AddressSet prefix_of(const Octets& octets, unsigned length) {
  std::uint32_t bits = 0;
  for (const unsigned octet : octets) bits = bits << 8U | octet;
  const RangeV4 range = PrefixV4{bits & ~PrefixV4::host_mask(length), length}.range();
  return AddressSet::of({Family::V4, range.first, range.last});
}

// Nothing of a rule that asks for ports of protocols that have none: those sets mean two numbers of the packet that
// are compared whatever they are.
ServiceSet service_of(unsigned protocol, unsigned mask, NumberRange source, NumberRange destination) {
  const bool all_ports = source == kAllPorts && destination == kAllPorts;
  const auto number = static_cast<std::uint8_t>(protocol);
  if (mask == 0) return all_ports ? ServiceSet::all() : ServiceSet{};
  if (all_ports) return ServiceSet::of_protocol(number);
  const bool has_ports = detail_of(Family::V4, number) == Detail::Ports;
  return has_ports ? ServiceSet::ports(number, source, destination) : ServiceSet{};
}

NumberRange range_of(unsigned first, unsigned last) {
  return {static_cast<std::uint16_t>(first), static_cast<std::uint16_t>(last)};
}

}  // namespace

std::optional<RuleSet> read_classbench(const std::string& path) {
  std::ifstream in(path);
  if (!in) return std::nullopt;
  RuleSet set;
  for (std::string line; std::getline(in, line);) {
    if (line.empty()) continue;
    Octets a{};
    Octets b{};
    unsigned a_length = 0, b_length = 0, s0 = 0, s1 = 0, d0 = 0, d1 = 0, protocol = 0, mask = 0;
    const int read = std::sscanf(line.c_str(), "@%u.%u.%u.%u/%u %u.%u.%u.%u/%u %u : %u %u : %u %x/%x", &a[0], &a[1],
                                 &a[2], &a[3], &a_length, &b[0], &b[1], &b[2], &b[3], &b_length, &s0, &s1, &d0, &d1,
                                 &protocol, &mask);
    if (read != 16) return std::nullopt;
    const std::uint32_t source = set.add_group(prefix_of(a, a_length));
    const std::uint32_t destination = set.add_group(prefix_of(b, b_length));
    const std::uint32_t service = set.add_service(service_of(protocol, mask, range_of(s0, s1), range_of(d0, d1)));
    const ir::Verdict verdict = set.rules.size() % 3 != 0 ? ir::Verdict::Allow : ir::Verdict::Deny;
    set.rules.push_back({source, destination, service, verdict});
  }
  return set;
}

}  // namespace sgc::generate
