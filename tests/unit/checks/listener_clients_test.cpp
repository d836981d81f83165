// Who the clients of a listener are when it is asked whether any of them gets through.
#include "compiler/diag/catalog.h"
#include "tests/unit/checks/found.h"

namespace sgc {
namespace {

std::string behind_edge(const std::string& inbound, const std::string& from = "any4", const std::string& more = "") {
  return "securitygroup backend { members 10.0.1.0/24 inbound { " + inbound + " } }\n"
         "loadbalancer edge { vip 203.0.113.80 snat off\n"
         "  listener w http 80 -> backend 8080 from " + from + " health tcp 9000 }\n" + more;
}

std::size_t cut_off(const std::string& text) { return found(kind::ListenerCutOff.code, text).size(); }

TEST(ListenerClients, AreNotTheLoadBalancerItself) {
  EXPECT_EQ(cut_off(behind_edge("allow tcp 8080 from edge  deny tcp 8080 from any")), 1U);
  EXPECT_EQ(cut_off(behind_edge("allow tcp 8080 from edge, 192.0.2.7  deny tcp 8080 from any")), 0U);
}

TEST(ListenerClients, AreNotTheBackendUnlessNobodyElseIs) {
  const std::string from_self = "allow tcp 8080 from self  deny tcp 8080 from any";
  EXPECT_EQ(cut_off(behind_edge(from_self)), 1U);
  EXPECT_EQ(cut_off(behind_edge(from_self, "backend")), 0U);
  EXPECT_EQ(cut_off(behind_edge("deny tcp 8080 from self", "backend")), 1U);
}

TEST(ListenerClients, OpenFromEphemeralPorts) {
  const std::string no_way_back =
      "acl sub { subnets 10.0.1.0/24 inbound { allow tcp 8080, 9000 from any } outbound { allow http, https to any } }";
  EXPECT_EQ(cut_off(behind_edge("", "any4", no_way_back)), 1U);
  EXPECT_EQ(found(kind::HealthCheckBlocked.code, behind_edge("", "any4", no_way_back)).size(), 1U);
}

TEST(ListenerClients, OverUdpMayAskFromAnyPort) {
  EXPECT_EQ(cut_off("securitygroup time { members 10.0.1.0/24 }\n"
                    "loadbalancer edge { vip 203.0.113.80 snat off\n"
                    "  listener n udp 123 -> time 123 from any4 health tcp 9000 }\n"
                    "acl sub { subnets 10.0.1.0/24 inbound { allow udp 123 from any  allow tcp 9000 from any }\n"
                    "  outbound { allow udp 123 to any  allow tcp 1024-65535 to any } }\n"),
            0U);
}

// Peers in the backend have nothing to do with the load balancer.
TEST(ListenerClients, WhoAreInTheBackendDoNotComeAroundTheLoadBalancer) {
  const std::string balancer = "loadbalancer edge { vip 203.0.113.80 snat on listener w http 80 -> backend 8080 from any4 }\n";
  EXPECT_TRUE(found(kind::BackendExposed.code,
                    "securitygroup backend { members 10.0.1.0/24 inbound { allow tcp 8080 from self } }\n" + balancer).empty());
  EXPECT_FALSE(found(kind::BackendExposed.code,
                     "securitygroup backend { members 10.0.1.0/24 inbound { allow tcp 8080 from 10.0.0.0/23 } }\n" + balancer).empty());
}

}  // namespace
}  // namespace sgc
