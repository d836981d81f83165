// Section 5 of the language: what each kind of point means, what is derived, and in which order rules stand.
#include <gmock/gmock.h>

#include "tests/unit/sema/meant.h"

namespace sgc {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr auto kIn = ir::Direction::Inbound;
constexpr auto kOut = ir::Direction::Outbound;

// ---- security groups ----

TEST(SecurityGroups, DefaultsAreDenyInAndAllowOutButDenyWhereAnOutboundBlockIsWritten) {
  const Meant meant(
      "securitygroup none { }\n"
      "securitygroup both { inbound { } outbound { } }\n"
      "securitygroup written { inbound { default allow } outbound { default reject } }");
  EXPECT_THAT(meant.inbound("none"), ElementsAre("default deny"));
  EXPECT_THAT(meant.outbound("none"), ElementsAre("default allow"));
  EXPECT_THAT(meant.inbound("both"), ElementsAre("default deny"));
  EXPECT_THAT(meant.outbound("both"), ElementsAre("default deny"));
  EXPECT_THAT(meant.inbound("written"), ElementsAre("default allow"));
  EXPECT_THAT(meant.outbound("written"), ElementsAre("default reject"));
}

TEST(SecurityGroups, ADefaultKnowsWhetherItWasWritten) {
  const Meant meant("securitygroup w { inbound { default deny } outbound { } }");
  EXPECT_TRUE(meant.point("w").inbound.otherwise.written);
  EXPECT_FALSE(meant.point("w").outbound.otherwise.written);
}

TEST(SecurityGroups, ADefaultMayStandAnywhereInItsList) {
  const Meant meant("securitygroup w { inbound { default reject allow http from any } }");
  EXPECT_THAT(meant.inbound("w"), ElementsAre("allow tcp 80 from any to any (rule 1)", "default reject"));
}

TEST(SecurityGroups, IntraGroupAllowLetsSelfToSelfAtTheEndOfBothLists) {
  const Meant meant("securitygroup w { members 10.0.1.0/24 intra-group allow inbound { deny ssh from any } }");
  EXPECT_THAT(meant.inbound("w"), ElementsAre("deny tcp 22 from any to any (rule 1)",
                                              "allow all from 10.0.1.0/24 to 10.0.1.0/24 (intra-group 1)", "default deny"));
  EXPECT_THAT(meant.outbound("w"), ElementsAre("allow all from 10.0.1.0/24 to 10.0.1.0/24 (intra-group 1)", "default allow"));
}

TEST(SecurityGroups, ATagHasAKeyAndIsWrittenOnce) {
  EXPECT_THAT(Meant("securitygroup w { tags { team \"x\" stage \"y\" } }").findings(), ElementsAre());
  EXPECT_THAT(Meant("securitygroup w { tags { team \"x\" \"team\" \"y\" } }").findings(),
              ElementsAre(HasSubstr("SGC2030 `team` is written twice")));
  EXPECT_THAT(Meant("securitygroup w { tags { \"\" \"x\" } }").findings(), ElementsAre(HasSubstr("SGC2039")));
}

TEST(SecurityGroups, IntraGroupDenyAddsNothing) {
  const Meant meant("securitygroup w { members 10.0.1.0/24 intra-group deny }");
  EXPECT_THAT(meant.inbound("w"), ElementsAre("default deny"));
  EXPECT_THAT(meant.outbound("w"), ElementsAre("default allow"));
}

TEST(SecurityGroups, ExternalOnesAreReferredToAndTakeNoRules) {
  const Meant meant("securitygroup partner { external members 192.0.2.0/28 }\n"
                    "securitygroup w { members 10.0.1.0/24 inbound { allow http from partner } }");
  EXPECT_THAT(meant.findings(), IsEmpty());
  EXPECT_TRUE(meant.point("partner").external());
  EXPECT_THAT(meant.inbound("w").front(), HasSubstr("from 192.0.2.0/28 to"));

  for (const char* const statement : {"inbound { }", "outbound { }", "intra-group allow"}) {
    EXPECT_THAT(Meant("securitygroup p { external members 192.0.2.0/28 " + std::string(statement) + " }").findings(),
                ElementsAre(HasSubstr("SGC2033"))) << statement;
  }
  EXPECT_THAT(Meant("securitygroup p { external members 192.0.2.0/28 }\nblacklist b { deny 192.0.2.1 on p }").findings(),
              ElementsAre(HasSubstr("SGC2033")));
  for (const char* const text : {"securitygroup p { external members 192.0.2.0/28 }\ninstance i { addresses 192.0.2.1 groups p }",
                                 "instance i { addresses 192.0.2.1 groups p }\nsecuritygroup p { external members 192.0.2.0/28 }"}) {
    EXPECT_THAT(Meant(text).findings(), ElementsAre(HasSubstr("SGC2034"))) << text;
  }
}

TEST(SecurityGroups, DescriptionsOwnersTagsAndNetworksAreKept) {
  const Meant meant("network prod { cidr 10.0.0.0/16 kind classic }\n"
                    "securitygroup w { description \"d \\\"q\\\"\" owner \"o\" network prod tags { team \"web\" \"cost centre\" \"42\" } }");
  const ir::Point& point = meant.point("w");
  EXPECT_EQ(point.description, "d \"q\"");
  EXPECT_EQ(point.owner, "o");
  EXPECT_THAT(point.tags, ElementsAre(std::pair("team", "web"), std::pair("cost centre", "42")));
  EXPECT_EQ(meant.policy().networks[point.network.index].name, "prod");
  EXPECT_TRUE(meant.policy().networks[point.network.index].classic);
  EXPECT_THAT(Meant("securitygroup w { network basic }").findings(), IsEmpty()) << "basic is predeclared";
  EXPECT_THAT(Meant("securitygroup w { network prod }").findings(), ElementsAre(HasSubstr("SGC2001")));
  EXPECT_THAT(Meant("group g { 10.0.0.1 }\nsecuritygroup w { network g }").findings(), ElementsAre(HasSubstr("SGC2004 'g' is a group; here stands a network")));
}

// ---- load balancers ----

// backend 10.0.1.0/24, and edge with these listeners.
Meant balanced(const std::string& snat, const std::string& listeners, const std::string& more = "") {
  return Meant("securitygroup backend { members 10.0.1.0/24 }\nloadbalancer edge { vip 203.0.113.80 addresses 10.0.0.0/28 snat " +
               snat + "\n" + listeners + "\n}\n" + more);
}

TEST(LoadBalancers, WithoutSnatBackendsLetClientsAndTheLoadBalancerIn) {
  const Meant meant = balanced("off", "listener web http 80 -> backend 8080 from 198.51.100.0/24");
  EXPECT_THAT(meant.findings(), IsEmpty());
  EXPECT_THAT(meant.inbound("edge"), ElementsAre("allow tcp 80 from 198.51.100.0/24 to any (listener 3)", "default deny"));
  EXPECT_THAT(meant.outbound("edge"), ElementsAre("allow tcp 8080 from any to 10.0.1.0/24 (listener 3)", "default deny"));
  EXPECT_THAT(meant.inbound("backend"),
              ElementsAre("allow tcp 8080 from 198.51.100.0/24 to any (listener 3)",
                          "allow tcp 8080 from 10.0.0.0/28, 203.0.113.80 to any (listener 3)", "default deny"));
  EXPECT_THAT(meant.outbound("backend"), ElementsAre("default allow"));
}

TEST(LoadBalancers, WithSnatBackendsLetTheLoadBalancerInAlone) {
  const Meant meant = balanced("on", "listener web http 80 -> backend 8080 from 198.51.100.0/24");
  EXPECT_THAT(meant.inbound("edge"), ElementsAre("allow tcp 80 from 198.51.100.0/24 to any (listener 3)", "default deny"));
  EXPECT_THAT(meant.inbound("backend"),
              ElementsAre("allow tcp 8080 from 10.0.0.0/28, 203.0.113.80 to any (listener 3)", "default deny"));
}

TEST(LoadBalancers, AHealthCheckOfItsOwnPortIsLetInFromTheLoadBalancer) {
  for (const std::string snat : {"off", "on"}) {
    const Meant meant = balanced(snat, "listener web https 443 -> backend 8443 from any health tcp 9000");
    EXPECT_THAT(meant.outbound("edge"), ElementsAre("allow tcp 8443 from any to 10.0.1.0/24 (listener 3)",
                                                    "allow tcp 9000 from any to 10.0.1.0/24 (listener 3)", "default deny"));
    EXPECT_THAT(meant.inbound("backend"), Contains("allow tcp 9000 from 10.0.0.0/28, 203.0.113.80 to any (listener 3)"));
    EXPECT_THAT(meant.inbound("backend"), Not(Contains("allow tcp 9000 from any to any (listener 3)")));
    EXPECT_EQ(meant.point("backend").inbound.rules.back().origin, ir::Origin::Health);
  }
}

TEST(LoadBalancers, HealthLeftOutIsTcpOnTheBackendPort) {
  const Meant meant = balanced("off", "listener web http 80 -> backend 8080 from any");
  const ir::Listener& listener = meant.point("edge").load_balancer()->listeners.at(0);
  EXPECT_FALSE(listener.health_written);
  EXPECT_EQ(listener.health_port, 8080);
  EXPECT_EQ(listener.health_wire, ir::WireProtocol::Tcp);
}

TEST(LoadBalancers, AUdpListenerNamesItsOwnHealthCheck) {
  EXPECT_THAT(balanced("off", "listener d udp 53 -> backend 53 from any").findings(), ElementsAre(HasSubstr("SGC2037")));
  const Meant meant = balanced("off", "listener d udp 53 -> backend 5353 from any health tcp 9000");
  EXPECT_THAT(meant.findings(), IsEmpty());
  EXPECT_THAT(meant.inbound("edge"), ElementsAre("allow udp 53 from any to any (listener 3)", "default deny"));
  EXPECT_THAT(meant.inbound("backend"), Contains("allow udp 5353 from any to any (listener 3)"));
  EXPECT_THAT(meant.inbound("backend"), Contains("allow tcp 9000 from 10.0.0.0/28, 203.0.113.80 to any (listener 3)"));
}

TEST(LoadBalancers, HttpHttpsAndTlsAreTcpOnTheWire) {
  for (const std::string protocol : {"tcp", "http", "https", "tls"}) {
    EXPECT_THAT(balanced("off", "listener w " + protocol + " 80 -> backend 80 from any").inbound("edge").front(), StartsWith("allow tcp 80 ")) << protocol;
    EXPECT_THAT(balanced("off", "listener v tcp 80 -> backend 80 from any\nlistener w " + protocol + " 80 -> backend 81 from any").findings(),
                ElementsAre(HasSubstr("SGC2036 tcp 80 is taken by listener 'v'"))) << protocol;
  }
  EXPECT_THAT(balanced("off", "listener v tcp 53 -> backend 53 from any\nlistener w udp 53 -> backend 53 from any health tcp 53").findings(), IsEmpty());
  EXPECT_THAT(balanced("off", "listener w icpm 80 -> backend 80 from any").findings(), ElementsAre(HasSubstr("SGC2032")));
}

TEST(LoadBalancers, ListenersHaveNamesOfTheirOwn) {
  EXPECT_THAT(balanced("off", "listener w tcp 80 -> backend 80 from any\nlistener w tcp 81 -> backend 81 from any").findings(),
              ElementsAre(HasSubstr("SGC2003 'w' is declared twice")));
}

TEST(LoadBalancers, SnatMustBeWrittenAndAVipWhereThereAreListeners) {
  EXPECT_THAT(Meant("loadbalancer e { vip 203.0.113.80 }").findings(), ElementsAre(HasSubstr("SGC2031 'e' does not say `snat`")));
  EXPECT_THAT(Meant("securitygroup b { members 10.0.1.0/24 }\nloadbalancer e { snat off listener w tcp 80 -> b 80 from any }").findings(),
              Contains(HasSubstr("SGC2031 'e' does not say `vip`")));
}

TEST(LoadBalancers, BackendsAreSecurityGroups) {
  EXPECT_THAT(balanced("off", "listener w tcp 80 -> nobody 80 from any").findings(), ElementsAre(HasSubstr("SGC2001")));
  EXPECT_THAT(balanced("off", "listener w tcp 80 -> edge 80 from any").findings(), ElementsAre(HasSubstr("SGC2004 'edge' is a load balancer; here stands a security group")));
  EXPECT_THAT(balanced("off", "listener w tcp 80 -> g 80 from any", "group g { 10.0.0.1 }").findings(), ElementsAre(HasSubstr("SGC2004")));
}

TEST(LoadBalancers, AnExternalBackendIsReachedButItsListIsNotWritten) {
  const Meant meant("securitygroup partner { external members 192.0.2.0/28 }\n"
                    "loadbalancer edge { vip 203.0.113.80 snat off listener w tcp 80 -> partner 80 from any }");
  EXPECT_THAT(meant.findings(), IsEmpty());
  EXPECT_THAT(meant.outbound("edge"), ElementsAre("allow tcp 80 from any to 192.0.2.0/28 (listener 2)", "default deny"));
  EXPECT_THAT(meant.inbound("partner"), ElementsAre("default deny"));
}

TEST(LoadBalancers, DefaultsAreDenyWithOrWithoutABlock) {
  const Meant meant("loadbalancer a { vip 203.0.113.1 snat off }\nloadbalancer b { vip 203.0.113.2 snat off inbound { } outbound { } }\n"
                    "loadbalancer c { vip 203.0.113.3 snat off outbound { default allow } }");
  EXPECT_THAT(meant.outbound("a"), ElementsAre("default deny"));
  EXPECT_THAT(meant.inbound("a"), ElementsAre("default deny"));
  EXPECT_THAT(meant.outbound("b"), ElementsAre("default deny"));
  EXPECT_THAT(meant.outbound("c"), ElementsAre("default allow"));
}

TEST(LoadBalancers, BackendsSeeTheAddressesOrElseTheVips) {
  const auto seen = [](const std::string& addresses) {
    const Meant meant("loadbalancer e { vip 203.0.113.80 " + addresses + " snat on }");
    return meant.text(meant.point("e").load_balancer()->seen_by_backends);
  };
  EXPECT_EQ(seen("addresses 10.0.0.0/28"), "10.0.0.0/28");
  EXPECT_EQ(seen(""), "203.0.113.80");
}

TEST(LoadBalancers, SchemeKindAndCreatedChangeNothingOfTheMeaning) {
  const std::string listener = "listener w tcp 80 -> backend 80 from any";
  const Meant plain = balanced("off", listener);
  for (const char* const statement : {"scheme public", "scheme internal", "kind classic", "kind application", "kind network", "created 2016-11-01"}) {
    const Meant meant = balanced("off", listener + " " + statement);
    EXPECT_THAT(meant.findings(), IsEmpty()) << statement;
    EXPECT_EQ(meant.inbound("backend"), plain.inbound("backend"));
    EXPECT_EQ(meant.outbound("edge"), plain.outbound("edge"));
  }
  EXPECT_THAT(balanced("off", "scheme pubic").findings(), ElementsAre(HasSubstr("SGC2032 'pubic' is no scheme")));
  EXPECT_THAT(balanced("off", "kind clasic").findings(), ElementsAre(HasSubstr("SGC2032")));
  EXPECT_THAT(balanced("of", "").findings(), ElementsAre(HasSubstr("SGC2032 'of' is no snat")));
}

// ---- instances ----

const std::string kThreeGroups = R"(
securitygroup quarantine { members 10.0.1.0/24  inbound { deny mysql from any } outbound { default allow } }
securitygroup web { members 10.0.1.0/24  inbound { allow http, mysql from any } }
securitygroup base { inbound { allow ssh from 192.0.2.0/24 default allow } outbound { allow dns to any } }
)";

TEST(Instances, HaveTheListsOfTheirGroupsOneAfterTheOther) {
  const Meant meant(kThreeGroups + "instance one { addresses 10.0.1.11  groups quarantine, web, base }\n"
                                   "instance two { addresses 10.0.1.12  groups base, web, quarantine }");
  EXPECT_THAT(meant.findings(), IsEmpty());
  EXPECT_THAT(meant.inbound("one"), ElementsAre("deny tcp 3306 from any to any (rule 2)", "allow tcp 80, 3306 from any to any (rule 3)",
                                                "allow tcp 22 from 192.0.2.0/24 to any (rule 4)", "default deny"));
  EXPECT_THAT(meant.inbound("two"), ElementsAre("allow tcp 22 from 192.0.2.0/24 to any (rule 4)", "allow tcp 80, 3306 from any to any (rule 3)",
                                                "deny tcp 3306 from any to any (rule 2)", "default deny"));
  EXPECT_EQ(meant.verdict("one", kIn, "192.0.2.1", "10.0.1.11", 3306), "deny");
  EXPECT_EQ(meant.verdict("two", kIn, "192.0.2.1", "10.0.1.12", 3306), "allow");
}

TEST(Instances, DefaultToDenyUnlessEveryGroupAllows) {
  const auto outbound_default = [](const std::string& groups) {
    return Meant(kThreeGroups + "instance one { addresses 10.0.1.11  groups " + groups + " }").outbound("one").back();
  };
  EXPECT_EQ(outbound_default("quarantine, web"), "default allow");
  EXPECT_EQ(outbound_default("quarantine, web, base"), "default deny");
  EXPECT_EQ(Meant("securitygroup a { inbound { default allow } }\nsecuritygroup b { inbound { default reject } }\n"
                  "instance i { addresses 10.0.0.1 groups a, b }").inbound("i").back(), "default deny");
}

TEST(Instances, HaveEveryBlacklistOnThemOrAGroupFirstAndOnce) {
  const Meant meant(kThreeGroups + R"(
blacklist late  { deny 198.51.100.3  on one }
blacklist mixed { deny 198.51.100.1  on web, base }
blacklist other { deny 198.51.100.2  on quarantine }
instance one { addresses 10.0.1.11  groups quarantine, web, base }
instance two { addresses 10.0.1.12  groups web }
)");
  EXPECT_THAT(meant.inbound("one"),
              ElementsAre("deny all from 198.51.100.3 to any (blacklist 6)", "deny all from 198.51.100.1 to any (blacklist 7)",
                          "deny all from 198.51.100.2 to any (blacklist 8)", "deny tcp 3306 from any to any (rule 2)",
                          "allow tcp 80, 3306 from any to any (rule 3)", "allow tcp 22 from 192.0.2.0/24 to any (rule 4)", "default deny"));
  EXPECT_THAT(meant.inbound("two"), ElementsAre("deny all from 198.51.100.1 to any (blacklist 7)", StartsWith("allow"), "default deny"));
}

TEST(Instances, SelfInAGroupsRuleIsTheGroup) {
  const Meant meant("securitygroup web { members 10.0.1.0/24 intra-group allow inbound { allow http from self } }\n"
                    "instance one { addresses 10.0.1.11 groups web }");
  EXPECT_THAT(meant.inbound("one"), ElementsAre(HasSubstr("from 10.0.1.0/24 to any"), HasSubstr("from 10.0.1.0/24 to 10.0.1.0/24 (intra-group"), "default deny"));
}

TEST(Instances, BindSecurityGroupsOnceEach) {
  EXPECT_THAT(Meant(kThreeGroups + "instance i { addresses 10.0.0.1 groups web, web }").findings(), ElementsAre(HasSubstr("SGC2035")));
  EXPECT_THAT(Meant(kThreeGroups + "instance i { addresses 10.0.0.1 }").findings(), ElementsAre(HasSubstr("SGC2031 'i' does not say `groups`")));
  EXPECT_THAT(Meant(kThreeGroups + "instance i { addresses 10.0.0.1 groups rfc1918 }").findings(), ElementsAre(HasSubstr("SGC2004")));
  EXPECT_THAT(Meant(kThreeGroups + "acl a { subnets 10.0.0.0/8 }\ninstance i { addresses 10.0.0.1 groups a }").findings(),
              ElementsAre(HasSubstr("SGC2004 'a' is an acl; here stands a security group")));
}

TEST(Instances, GetWhatListenersDeriveAtTheirGroups) {
  const Meant meant("securitygroup backend { members 10.0.1.0/24 }\nloadbalancer edge { vip 203.0.113.80 snat on listener w tcp 80 -> backend 8080 from any }\n"
                    "instance one { addresses 10.0.1.1 groups backend }");
  EXPECT_THAT(meant.inbound("one"), ElementsAre("allow tcp 8080 from 203.0.113.80 to any (listener 2)", "default deny"));
}

// ---- blacklists ----

TEST(Blacklists, StandFirstOnEverySecurityGroupAndLoadBalancer) {
  const Meant meant(R"(
securitygroup web { members 10.0.1.0/24  inbound { allow http from any } }
securitygroup partner { external members 192.0.2.0/28 }
loadbalancer edge { vip 203.0.113.80  snat off  inbound { allow ping from any } }
acl net { subnets 10.0.0.0/16 }
blacklist bad { deny 198.51.100.66  except 198.51.100.64 }
)");
  EXPECT_THAT(meant.findings(), IsEmpty());
  EXPECT_THAT(meant.inbound("web"), ElementsAre("deny all from 198.51.100.66 to any (blacklist 6)", StartsWith("allow tcp 80"), "default deny"));
  EXPECT_THAT(meant.outbound("web"), ElementsAre("default allow"));
  EXPECT_THAT(meant.inbound("edge"), ElementsAre("deny all from 198.51.100.66 to any (blacklist 6)", StartsWith("allow icmp"), "default deny"));
  EXPECT_THAT(meant.inbound("net"), ElementsAre("default deny"));
  EXPECT_THAT(meant.inbound("partner"), ElementsAre("default deny"));
}

TEST(Blacklists, TakeTheSourceInboundAndTheDestinationOutbound) {
  const auto lists = [](const std::string& direction) {
    const Meant meant("securitygroup w { members 10.0.1.0/24 }\nblacklist b { deny 198.51.100.66 " + direction + " }");
    return std::pair(meant.inbound("w"), meant.outbound("w"));
  };
  const Lines nothing_in{"default deny"};
  const Lines nothing_out{"default allow"};
  const Lines in{"deny all from 198.51.100.66 to any (blacklist 2)", "default deny"};
  const Lines out{"deny all from any to 198.51.100.66 (blacklist 2)", "default allow"};
  EXPECT_EQ(lists(""), std::pair(in, nothing_out));
  EXPECT_EQ(lists("direction inbound"), std::pair(in, nothing_out));
  EXPECT_EQ(lists("direction outbound"), std::pair(nothing_in, out));
  EXPECT_EQ(lists("direction both"), std::pair(in, out));
}

TEST(Blacklists, StandInTheOrderWritten) {
  const Meant meant("blacklist one { deny 198.51.100.1 }\nsecuritygroup w { members 10.0.1.0/24 }\nblacklist two { deny 198.51.100.2 }");
  EXPECT_THAT(meant.inbound("w"), ElementsAre("deny all from 198.51.100.1 to any (blacklist 1)", "deny all from 198.51.100.2 to any (blacklist 3)", "default deny"));
}

TEST(Blacklists, KeepServicesLogAndEstablished) {
  const Meant meant("securitygroup w { members 10.0.1.0/24 }\nblacklist b { deny 198.51.100.1 services ssh, tcp 80 log \"bad\" established deny }\n"
                    "blacklist c { deny 198.51.100.2 }");
  const ir::Rule& rule = meant.point("w").inbound.rules.at(0);
  EXPECT_EQ(to_string(meant.policy().service_set(rule.service)), "tcp 22, 80");
  EXPECT_TRUE(rule.before_established);
  EXPECT_EQ(meant.policy().notes_of(rule).log_prefix, "bad");
  EXPECT_FALSE(meant.point("w").inbound.rules.at(1).before_established);
  EXPECT_FALSE(meant.policy().notes_of(meant.point("w").inbound.rules.at(1)).log);
}

TEST(Blacklists, MayBePutOnInstancesAndAcls) {
  const Meant meant("securitygroup w { members 10.0.1.0/24 }\ninstance i { addresses 10.0.1.1 groups w }\nacl a { subnets 10.0.0.0/16 }\n"
                    "blacklist b { deny 198.51.100.1 on i, a }");
  EXPECT_THAT(meant.findings(), IsEmpty());
  EXPECT_THAT(meant.inbound("w"), ElementsAre("default deny"));
  EXPECT_THAT(meant.inbound("i"), SizeIs(2));
  EXPECT_THAT(meant.inbound("a"), SizeIs(2));
}

TEST(Blacklists, SayWhomTheyDenyAndNameKnownPoints) {
  EXPECT_THAT(Meant("blacklist b { log }\nsecuritygroup w { }").findings(), ElementsAre(HasSubstr("SGC2031 'b' does not say `deny`")));
  EXPECT_THAT(Meant("blacklist b { deny 192.0.2.1 on wep }\nsecuritygroup web { }").findings(), ElementsAre(HasSubstr("SGC2001")));
  EXPECT_THAT(Meant("blacklist b { deny 192.0.2.1 on rfc1918 }\nsecuritygroup web { }").findings(), ElementsAre(HasSubstr("SGC2004 'rfc1918' is a group; here stands a point")));
  EXPECT_THAT(Meant("blacklist b { deny 192.0.2.1 direction inward }\nsecuritygroup web { }").findings(), ElementsAre(HasSubstr("SGC2032")));
  EXPECT_THAT(Meant("blacklist b { deny 192.0.2.1 }\nblacklist b { deny 192.0.2.2 }\nsecuritygroup web { }").findings(), ElementsAre(HasSubstr("SGC2003")));
}

// ---- order ----

TEST(Order, IsBlacklistsRulesListenersIntraGroupDefault) {
  const Meant meant(R"(
loadbalancer edge { vip 203.0.113.80  snat off  listener web http 80 -> web 8080 from any  inbound { deny tcp 80 from 192.0.2.1 } }
securitygroup web { members 10.0.1.0/24  intra-group allow  inbound { deny tcp 8080 from 192.0.2.1 } }
blacklist bad { deny 198.51.100.66 }
)");
  EXPECT_THAT(meant.inbound("web"),
              ElementsAre(HasSubstr("(blacklist 4)"), HasSubstr("(rule 3)"), HasSubstr("(listener 2)"), HasSubstr("(listener 2)"),
                          HasSubstr("(intra-group 3)"), "default deny"));
  EXPECT_THAT(meant.inbound("edge"), ElementsAre(HasSubstr("(blacklist 4)"), HasSubstr("(rule 2)"), HasSubstr("(listener 2)"), "default deny"));
  EXPECT_EQ(meant.verdict("edge", kIn, "192.0.2.1", "203.0.113.80", 80), "deny") << "a written deny wins over a derived allow";
  EXPECT_EQ(meant.verdict("edge", kIn, "192.0.2.2", "203.0.113.80", 80), "allow");
}

// ---- acls ----

TEST(Acls, DefaultToDenyBothWays) {
  const Meant meant("acl a { subnets 10.0.0.0/24 }\nacl b { subnets 10.0.1.0/24 inbound { allow all from any } outbound { } }");
  EXPECT_THAT(meant.inbound("a"), ElementsAre("default deny"));
  EXPECT_THAT(meant.outbound("a"), ElementsAre("default deny"));
  EXPECT_THAT(meant.outbound("b"), ElementsAre("default deny"));
  EXPECT_THAT(Meant("acl a { derive }").findings(), ElementsAre(HasSubstr("SGC2031 'a' does not say `subnets`")));
}

TEST(Acls, DeriveAddsWhatPointsInsideNeedAndItsReplies) {
  const Meant meant(R"(
securitygroup web { members 10.0.0.0/25, 10.9.0.0/24
  inbound { allow http from 198.51.100.0/24 }
  outbound { allow udp 53 to 192.0.2.53 } }
acl net { subnets 10.0.0.0/24  derive
  inbound { allow ssh from 203.0.113.1 } }
)");
  const std::string errors = "icmp 3/4; icmp6 packet-too-big";
  EXPECT_THAT(meant.inbound("net"),
              ElementsAre("allow tcp 22 from 203.0.113.1 to any (rule 6)",
                          "allow tcp 80 from 198.51.100.0/24 to 10.0.0.0/25 (derive 5)",
                          "allow udp 1024-65535 from 192.0.2.53 to 10.0.0.0/25 (derive 5)",
                          "allow " + errors + " from any to 10.0.0.0/25 (derive 5)", "default deny"));
  EXPECT_THAT(meant.outbound("net"),
              ElementsAre("allow tcp 1024-65535 from 10.0.0.0/25 to 198.51.100.0/24 (derive 5)",
                          "allow udp 53 from 10.0.0.0/25 to 192.0.2.53 (derive 5)",
                          "allow " + errors + " from 10.0.0.0/25 to any (derive 5)", "default deny"));
}

TEST(Acls, DeriveAnswersEchoRequestsWithEchoReplies) {
  const Meant meant("securitygroup w { members 10.0.0.0/24, 2001:db8::/64 inbound { allow ping from any } outbound { } }\n"
                    "acl net { subnets 10.0.0.0/24, 2001:db8::/64 derive }");
  EXPECT_THAT(meant.outbound("net"), Contains("allow icmp echo-reply; icmp6 echo-reply from 10.0.0.0/24, 2001:db8::/64 to any (derive 2)"));
}

TEST(Acls, DeriveIsNotReducedByDenies) {
  const Meant meant("securitygroup w { members 10.0.0.0/24 inbound { deny http from any allow http from 192.0.2.0/24 } outbound { } }\n"
                    "acl net { subnets 10.0.0.0/24 derive }");
  EXPECT_THAT(meant.inbound("net"), Contains("allow tcp 80 from 192.0.2.0/24 to 10.0.0.0/24 (derive 2)"));
  EXPECT_THAT(meant.inbound("net"), Each(Not(StartsWith("deny"))));
}

TEST(Acls, DeriveTakesWhatListenersAndIntraGroupAllow) {
  const Meant meant(R"(
securitygroup backend { members 10.0.1.0/24  intra-group allow  outbound { } }
loadbalancer edge { vip 10.0.0.80  snat on  listener web http 80 -> backend 8080 from 198.51.100.0/24 }
acl front { subnets 10.0.0.0/24  derive }
acl back { subnets 10.0.1.0/24  derive }
)");
  EXPECT_THAT(meant.inbound("front"), Contains("allow tcp 80 from 198.51.100.0/24 to 10.0.0.80 (derive 4)"));
  EXPECT_THAT(meant.outbound("front"), Contains("allow tcp 8080 from 10.0.0.80 to 10.0.1.0/24 (derive 4)"));
  EXPECT_THAT(meant.inbound("front"), Contains("allow tcp 1024-65535 from 10.0.1.0/24 to 10.0.0.80 (derive 4)"));
  EXPECT_THAT(meant.inbound("back"), Contains("allow tcp 8080 from 10.0.0.80 to 10.0.1.0/24 (derive 5)"));
  EXPECT_THAT(meant.outbound("back"), Contains("allow tcp 1024-65535 from 10.0.1.0/24 to 10.0.0.80 (derive 5)"));
  EXPECT_THAT(meant.inbound("back"), Contains("allow all from 10.0.1.0/24 to 10.0.1.0/24 (derive 5)"));
}

TEST(Acls, DeriveSaysOfADefaultAllowThatNothingFollowsFromIt) {
  const Meant meant("securitygroup w { members 10.0.0.0/24 inbound { allow http from any } }\nacl net { subnets 10.0.0.0/24 derive }");
  EXPECT_THAT(meant.findings({2038}), ElementsAre(HasSubstr("SGC2038 nothing is derived from the default `allow` of 'w', outbound")));
}

TEST(Acls, DeriveLeavesOutPointsElsewhereExternalOnesAndOtherAcls) {
  const Meant meant(R"(
securitygroup far { members 10.5.0.0/24  inbound { allow ssh from any } outbound { } }
securitygroup partner { external members 10.0.0.5 }
acl other { subnets 10.0.0.0/24  inbound { allow ssh from any } }
acl net { subnets 10.0.0.0/24  derive }
)");
  EXPECT_THAT(meant.inbound("net"), ElementsAre("default deny"));
  EXPECT_THAT(meant.outbound("net"), ElementsAre("default deny"));
}

TEST(Acls, DeriveSaysEachThingOnce) {
  const Meant meant("securitygroup w { members 10.0.0.1 inbound { allow http from 192.0.2.1 } outbound { } }\n"
                    "instance i { addresses 10.0.0.1 groups w }\nacl net { subnets 10.0.0.0/24 derive }");
  EXPECT_THAT(meant.inbound("net"), SizeIs(3));
}

TEST(Acls, EachDerivedRuleNamesItsCause) {
  const Meant meant("securitygroup w { members 10.0.0.1\n inbound { allow http from 192.0.2.1 }\n outbound { } }\nacl net { subnets 10.0.0.0/24 derive }");
  EXPECT_TRUE(meant.point("net").inbound.rules.at(0).cause.known());
}

// ---- assertions ----

TEST(Assertions, AreKeptWithTheirSidesAndServices) {
  const Meant meant("securitygroup w { members 10.0.1.0/24 inbound { allow http from any } }\n"
                    "assert allow http, https from 192.0.2.0/24 except 192.0.2.9 to w\nassert deny all from w to 198.51.100.9");
  EXPECT_THAT(meant.findings(), IsEmpty());
  ASSERT_THAT(meant.policy().assertions, SizeIs(2));
  const ir::Assertion& first = meant.policy().assertions[0];
  EXPECT_TRUE(first.allow);
  EXPECT_EQ(to_string(meant.policy().service_set(first.services)), "tcp 80, 443");
  EXPECT_EQ(meant.text(first.to), "10.0.1.0/24");
  EXPECT_FALSE(meant.policy().assertions[1].allow);
}

TEST(Assertions, AboutNobodysAddressNeedAPointThatTheyAreFrom) {
  const std::string web = "securitygroup w { members 10.0.1.0/24 inbound { allow http from any } }\n";
  EXPECT_THAT(Meant(web + "assert deny ssh from any to 198.51.100.9").findings(), ElementsAre(HasSubstr("2:29 SGC2050 no list judges packets to 198.51.100.9")));
  EXPECT_THAT(Meant(web + "assert deny ssh from w to 198.51.100.9").findings(), IsEmpty());
  EXPECT_THAT(Meant(web + "assert deny ssh from any to 10.0.1.7").findings(), IsEmpty()) << "a member's address";
  EXPECT_THAT(Meant(web + "instance i { addresses 10.7.0.1 groups w }\nassert deny ssh from any to 10.7.0.1").findings(), IsEmpty());
  EXPECT_THAT(Meant(web + "loadbalancer e { vip 203.0.113.1 addresses 10.8.0.1 snat on }\nassert deny ssh from any to 203.0.113.1").findings(), IsEmpty());
  EXPECT_THAT(Meant(web + "loadbalancer e { vip 203.0.113.1 addresses 10.8.0.1 snat on }\nassert deny ssh from any to 10.8.0.1").findings(),
              ElementsAre(HasSubstr("SGC2050"))) << "where it reaches its backends from is no VIP";
  EXPECT_THAT(Meant(web + "loadbalancer e { vip 203.0.113.1 addresses 10.8.0.1 snat on }\nassert deny ssh from any to e").findings(), IsEmpty());
}

TEST(Assertions, AboutNoPacketAtAllAreErrors) {
  const std::string web = "securitygroup w { members 10.0.1.0/24 }\n";
  EXPECT_THAT(Meant(web + "assert deny ssh from 2001:db8::/32 to w").findings(), ElementsAre(HasSubstr("SGC2023")));
  EXPECT_THAT(Meant(web + "assert deny icmp6 from any to w").findings(), ElementsAre(HasSubstr("SGC2024")));
  EXPECT_THAT(Meant(web + "assert deny ssh from any except any to w").findings(), ElementsAre(HasSubstr("SGC2020")));
}

TEST(Assertions, HaveNoSelf) {
  EXPECT_THAT(Meant("securitygroup w { members 10.0.1.0/24 }\nassert deny ssh from any to self").findings(), ElementsAre(HasSubstr("2:29 SGC2009")));
}

}  // namespace
}  // namespace sgc
