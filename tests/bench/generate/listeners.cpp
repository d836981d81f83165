#include "tests/bench/generate/listeners.h"

#include <fmt/format.h>

namespace sgc::generate {

std::string listener_policy(std::size_t listeners, bool translates) {
  constexpr unsigned kFrontPort = 10'000;
  constexpr unsigned kBackPort = 20'000;
  std::string text = R"(network prod { cidr 10.0.0.0/8  kind vpc }
group clients { 198.51.100.0/24, 203.0.113.0/25 }
group offenders { 198.51.100.66 }
blacklist threats { deny offenders on backend, front }
securitygroup backend {
  members 10.1.0.0/16
  network prod
  inbound { allow ssh from 192.0.2.0/24 }
}
loadbalancer front {
  scheme public
  network prod
  vip 203.0.113.250
  addresses 10.0.1.0/24
)";
  text += fmt::format("  snat {}\n", translates ? "on" : "off");
  for (std::size_t i = 0; i < listeners; ++i) {
    text += fmt::format("  listener l{} tcp {} -> backend {} from {}\n", i, kFrontPort + i, kBackPort + i,
                        i % 2 == 0 ? "any4" : "clients");
  }
  return text + "}\n";
}

}  // namespace sgc::generate
