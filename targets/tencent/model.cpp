#include "targets/tencent/model.h"

#include <numeric>

namespace sgc::targets::tencent {

std::string_view to_string(Protocol protocol) {
  switch (protocol) {
    case Protocol::All: return "ALL";
    case Protocol::Tcp: return "TCP";
    case Protocol::Udp: return "UDP";
    case Protocol::Icmp: return "ICMP";
    case Protocol::Icmp6: return "ICMPV6";
    case Protocol::Gre: return "GRE";
  }
  return {};
}

std::size_t AddressTemplateSet::members() const {
  return std::accumulate(templates.begin(), templates.end(), std::size_t{0},
                         [](std::size_t sum, const auto& each) { return sum + each.size(); });
}

}  // namespace sgc::targets::tencent
