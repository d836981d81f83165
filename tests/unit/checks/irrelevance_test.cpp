// Rules that no packet comes to, and those that one thinks so of.
#include "compiler/diag/catalog.h"
#include "tests/unit/checks/found.h"

namespace sgc {
namespace {

// With `snat off` what a load balancer sends on has its clients' addresses.
TEST(Irrelevance, KnowsTheClientsThatALoadBalancerForwards) {
  const auto irrelevant = [](const std::string& snat, const std::string& from) {
    return found(kind::Irrelevance.code,
                 "securitygroup backend { members 10.0.1.0/24 }\n"
                 "loadbalancer edge { vip 203.0.113.80 snat " + snat + "\n"
                 "  listener w http 80 -> backend 8080 from 198.51.100.0/24\n"
                 "  outbound { deny tcp 8080 from " + from + " to backend } }\n").size();
  };
  EXPECT_EQ(irrelevant("off", "198.51.100.0/25"), 0U);
  EXPECT_EQ(irrelevant("off", "192.0.2.0/24"), 1U);
  EXPECT_EQ(irrelevant("on", "198.51.100.0/25"), 1U);
}

}  // namespace
}  // namespace sgc
