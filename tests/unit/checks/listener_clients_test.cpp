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

// The lists that stop some clients: "edge outbound; sub inbound".
std::string stopping(const std::string& text) {
  std::string lists;
  for (const Diagnostic& finding : found(kind::OneSided.code, text)) {
    lists += (lists.empty() ? "" : "; ") + finding.point + " " + finding.direction;
  }
  return lists;
}

const char kReplies[] = " outbound { allow tcp 1024-65535 to any } }";

TEST(OneSidedListener, NamesEachListBehindTheFrontThatStopsSome) {
  EXPECT_EQ(stopping(behind_edge("")), "");
  EXPECT_EQ(stopping(behind_edge("", "any4", "acl sub { subnets 10.0.1.0/24 inbound { allow tcp 8080, 9000 from any }" +
                                                 std::string(kReplies))), "");
  EXPECT_EQ(stopping(behind_edge("", "any4",
                                 "acl sub { subnets 10.0.1.0/24 inbound { allow tcp 8080, 9000 from 198.51.100.0/24, edge }" +
                                     std::string(kReplies))),
            "sub inbound");
  EXPECT_EQ(stopping(behind_edge("", "any4",
                                 "acl sub { subnets 10.0.1.0/24 inbound { allow tcp 8080, 9000 from any }\n"
                                 "  outbound { allow tcp 32768-60999 to any } }")),
            "sub outbound");
  EXPECT_EQ(stopping(behind_edge("deny tcp 8080 from 198.51.100.0/25", "any4",
                                 "blacklist some { deny 192.0.2.0/24 on backend }")),
            "backend inbound");
}

TEST(OneSidedListener, NamesTheOutboundListOfTheLoadBalancer) {
  const std::string text =
      "securitygroup backend { members 10.0.1.0/24 }\n"
      "loadbalancer edge { vip 203.0.113.80 snat off listener w http 80 -> backend 8080 from any4\n"
      "  outbound { deny tcp 8080 to 10.0.1.0/25 } }\n";
  EXPECT_EQ(stopping(text), "edge outbound");
}

// What a load balancer does not send is stopped there, whatever the backend would say of it.
TEST(OneSidedListener, CountsOnlyWhatLeavesTheLoadBalancer) {
  EXPECT_EQ(stopping("securitygroup be { members 10.0.1.0/31 inbound { deny all from 10.0.2.0 } }\n"
                     "loadbalancer edge { vip 203.0.113.80 addresses 10.0.2.0, 10.0.2.1 snat on\n"
                     "  listener w http 80 -> be 8080 from any4 health tcp 9000\n"
                     "  outbound { deny tcp 8080 from 10.0.2.0 to be } }\n"),
            "edge outbound");
}

TEST(OneSidedListener, SeesThatRepliesDoNotLeaveTheLoadBalancersSubnet) {
  const Findings findings = found(
      kind::OneSided.code,
      "securitygroup backend { members 10.0.1.0/24 }\n"
      "loadbalancer edge { vip 10.0.0.80 addresses 10.0.0.80 snat on listener w http 80 -> backend 8080 from any4 }\n"
      "acl lb { subnets 10.0.0.0/24 inbound { allow tcp 80 from any  allow tcp 1024-65535 from 10.0.1.0/24 }\n"
      "  outbound { allow tcp 8080 to 10.0.1.0/24 } }\n");
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].message,
            "clients of listener 'w' are let in at 'edge' and stopped by the outbound list of 'lb', asked about the reply");
  EXPECT_EQ(findings[0].help,
            "replies go back to the ports that clients open from: let tcp 1024-65535 through to them, or write `derive` in it");
}

// Machines that no listener is meant for are nobody's false alarm: their own acl speaks of all that they do.
TEST(OneSidedListener, LeavesAloneWhatAnAclAroundClientsDoes) {
  EXPECT_EQ(stopping(behind_edge("", "any4", "acl db { subnets 10.7.0.0/24 outbound { allow all to any } }")), "");
}

// The backend's own members fail alone: they are not whom the listener is for.
TEST(OneSidedListener, LeavesMembersOfTheBackendAlone) {
  EXPECT_EQ(stopping(behind_edge("deny tcp 8080 from self")), "");
}

}  // namespace
}  // namespace sgc
