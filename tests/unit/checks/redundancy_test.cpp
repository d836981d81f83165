// Findings about the order of a list: whom they blame, what would become of a rule's packets, and which packet they show.
#include "compiler/diag/catalog.h"
#include "tests/unit/checks/found.h"

namespace sgc {
namespace {

TEST(Redundancy, SaysThatARejectStandsInForADeny) {
  const Findings findings = found(kind::Redundancy.code,
                                  "securitygroup web { members 10.0.0.1 inbound {\n"
                                  "  deny ssh from 192.0.2.0/24\n"
                                  "  reject http from 192.0.2.0/24\n"
                                  "  default reject } }\n");
  ASSERT_EQ(findings.size(), 2U);
  EXPECT_EQ(findings[0].message, "this deny is redundant: without it, the default rejects the same packets");
  EXPECT_EQ(findings[0].packet, "tcp 192.0.2.1:40000 -> 10.0.0.1:22 is denied, without it rejected");
  EXPECT_EQ(findings[1].message, "this reject is redundant: without it, the default rejects the same packets");
  EXPECT_EQ(findings[1].packet, "tcp 192.0.2.1:40000 -> 10.0.0.1:80 is rejected either way");
}

std::string web(const std::string& rules) { return "securitygroup web { members 10.0.1.0/24 inbound {\n" + rules + "} }\n"; }

TEST(Redundancy, TellsWhoTakesThePacketsBeforeTheRulesThatCoverIt) {
  const Findings findings = found(kind::Redundancy.code, web("  deny tcp 1-1024 from 198.51.100.0/24\n"
                                                             "  allow https from any\n"
                                                             "  allow https from 198.51.100.0/24\n"));
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].message, "this allow is redundant: an earlier allow covers every packet of it");
  ASSERT_EQ(findings[0].notes.size(), 2U);
  EXPECT_EQ(findings[0].notes[0].message, "this one covers 100 % of it");
  EXPECT_EQ(findings[0].notes[1].message, "this deny takes packets of it before that");
  EXPECT_LT(findings[0].notes[1].where.begin, findings[0].notes[0].where.begin);
  EXPECT_EQ(findings[0].packet, "tcp 198.51.100.1:40000 -> 10.0.1.1:443 is denied");
  EXPECT_EQ(findings[0].help, "remove it, or move line 4 above line 2 if such packets are to be allowed");
}

TEST(Redundancy, SpeaksOfTakingWhereNobodyElseDoes) {
  const Findings findings = found(kind::Redundancy.code, web("  allow https from any\n"
                                                             "  allow https from 198.51.100.0/24\n"));
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].message, "this allow is redundant: an earlier allow takes every packet of it");
  ASSERT_EQ(findings[0].notes.size(), 1U);
  EXPECT_EQ(findings[0].notes[0].message, "this one takes 100 % of it");
  EXPECT_EQ(findings[0].packet, "tcp 198.51.100.1:40000 -> 10.0.1.1:443 is allowed");
}

TEST(ShownPacket, IsOneThatExists) {
  const Findings over_ipv6 = found(kind::Redundancy.code,
                                   "securitygroup web { members 2001:db8:9::/64 inbound {\n"
                                   "  deny tcp 22 from 2001:db8::/64\n"
                                   "  allow all from 2001:db8::3\n"
                                   "  allow all from 2001:db8::/64 } }\n");
  ASSERT_EQ(over_ipv6.size(), 1U);
  EXPECT_EQ(over_ipv6[0].packet, "tcp [2001:db8::3]:40000 -> [2001:db8:9::1]:80 is allowed either way");

  const Findings over_ipv4 = found(kind::Redundancy.code, web("  deny tcp, udp, icmp from 192.0.2.0/24\n"
                                                              "  allow all from 192.0.2.3\n"
                                                              "  allow all from 192.0.2.0/24\n"));
  ASSERT_EQ(over_ipv4.size(), 1U);
  EXPECT_EQ(over_ipv4[0].packet, "gre 192.0.2.3 -> 10.0.1.1 is allowed either way");
}

TEST(ShownPacket, GoesFromOneMachineToAnother) {
  const Findings findings = found(kind::Redundancy.code, web("  deny tcp 8080 from any to self\n"
                                                             "  deny tcp 8080 from 198.51.100.0/24\n"));
  ASSERT_FALSE(findings.empty());
  EXPECT_EQ(findings.back().packet, "tcp 198.51.100.1:40000 -> 1.0.0.1:8080 is denied either way");
}

TEST(LateDeny, IsToldByThePacketsThatComeToThePoint) {
  const std::string late = web("  allow tcp 8080 from any to self\n"
                               "  deny tcp 8080 from 198.51.100.0/24\n");
  EXPECT_TRUE(found(kind::Redundancy.code, late).empty());
  const Findings findings = found(kind::LateDeny.code, late);
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].message,
            "this deny cannot take effect: an earlier allow takes every packet of it that comes to 'web'");
  EXPECT_EQ(findings[0].packet, "tcp 198.51.100.1:40000 -> 10.0.1.1:8080 is allowed");
  EXPECT_EQ(findings[0].help, "move line 3 above line 2, or make it a blacklist");
}

TEST(LateDeny, IsNotSaidOfADenyThatKeepsSomePacketsOut) {
  for (const char* const allow : {"allow tcp 8080 from any to 10.0.1.7", "allow tcp 8080 from 198.51.100.7 to self",
                                  "allow tcp 8000-8079 from any to self"}) {
    const Findings findings = found(kind::LateDeny.code, web(std::string("  ") + allow + "\n  deny tcp 8080 from any\n"));
    EXPECT_TRUE(findings.empty()) << allow;
  }
  EXPECT_TRUE(found(kind::LateDeny.code, web("  deny tcp 8080 from any to self\n  allow tcp 8080 from any to self\n"
                                             "  deny tcp 8080 from any\n")).empty());
}

TEST(ShownPacket, ComesToAMachineThatBindsTheGroup) {
  const Findings findings = found(kind::Redundancy.code,
                                  web("  allow https from any\n  allow https from 198.51.100.0/24\n") +
                                      "securitygroup other { members 10.0.1.0/24 }\n"
                                      "instance w1 { addresses 10.0.1.1 groups other }\n"
                                      "instance w2 { addresses 10.0.1.7 groups web }\n");
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].packet, "tcp 198.51.100.1:40000 -> 10.0.1.7:443 is allowed");
}

TEST(Irrelevance, KnowsTheInstancesThatBindAGroup) {
  const std::string instance = "instance iz { addresses 10.7.7.8 groups web }\n";
  EXPECT_TRUE(found(kind::Irrelevance.code, web("  allow tcp 81 from any to 10.7.7.8\n") + instance).empty());
  EXPECT_EQ(found(kind::Irrelevance.code, web("  allow tcp 81 from any to 10.7.7.9\n") + instance).size(), 1U);
}

TEST(PartialShadowing, IsSaidOfAnythingMoreThanHalf) {
  const std::string general = "  allow tcp 82 from any4\n";
  EXPECT_EQ(found(kind::PartialShadowing.code, web("  deny tcp 82 from 0.0.0.0/1, 128.0.0.0\n" + general)).size(), 1U);
  EXPECT_TRUE(found(kind::PartialShadowing.code, web("  deny tcp 82 from 0.0.0.0/1\n" + general)).empty());
}

TEST(Shadowing, IsMendedByPlaceWhereBothRulesStandOnOneLine) {
  const Findings findings = found(kind::LateDeny.code,
                                  "securitygroup web { members 10.0.0.1 inbound { allow ssh from any deny tcp from any } "
                                  "outbound { allow all to any deny smtp to any } }\n");
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].help, "move this deny in front of that allow, or make it a blacklist");
}

TEST(Generalization, IsOfStrictlyWiderRules) {
  SeverityPolicy severities;
  severities.add("SGC3005=note");
  const auto said = [&](const std::string& later) {
    const driver::Compilation run = driver::compiled(web("  reject icmp from 192.0.2.0/30\n" + later), {}, {}, severities);
    return std::count_if(run.sink.all().begin(), run.sink.all().end(), [](const Diagnostic& finding) {
      return finding.code == kind::Generalization.code;
    });
  };
  EXPECT_EQ(said("  allow icmp from 192.0.2.0/30\n"), 0);
  EXPECT_EQ(said("  allow icmp from 192.0.2.0/29\n"), 1);
}

}  // namespace
}  // namespace sgc
