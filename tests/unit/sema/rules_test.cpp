// Sections 3 and 4 of the language: services, rules, their options, and dates.
#include <gmock/gmock.h>

#include "tests/unit/sema/meant.h"

namespace sgc {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

// ---- services ----

// What a service of these items means, in its own words.
std::string service(const std::string& items) {
  const Meant meant("service s { " + items + " }\nsecuritygroup w { inbound { allow s from any } }");
  return meant.has_errors() ? meant.said() : meant.service("s");
}

TEST(Services, HoldPorts) {
  EXPECT_EQ(service("tcp 80"), "tcp 80");
  EXPECT_EQ(service("tcp 80, 443, 8000-8099"), "tcp 80, 443, 8000-8099");
  EXPECT_EQ(service("tcp 8000 - 8099"), "tcp 8000-8099");
  EXPECT_EQ(service("tcp"), "tcp");
  EXPECT_EQ(service("tcp 0-65535"), "tcp");
  EXPECT_EQ(service("tcp 1-65535"), "tcp 1-65535") << "port 0 is a port of packets";
  EXPECT_EQ(service("udp 53"), "udp 53");
  EXPECT_EQ(service("sctp 3868"), "sctp 3868");
  EXPECT_EQ(service("tcp 80 sport 1024-65535"), "tcp 80 sport 1024-65535");
  EXPECT_EQ(service("tcp sport 20, 21"), "tcp sport 20-21");
}

TEST(Services, ANumberAfterACommaContinuesThePortsBeforeIt) {
  EXPECT_EQ(service("tcp 80, udp 53, 443"), "tcp 80; udp 53, 443");
  EXPECT_EQ(service("tcp 80 sport 1, 2"), "tcp 80 sport 1-2");
}

TEST(Services, AreSetsInWhichOrderAndRepetitionMeanNothing) {
  EXPECT_EQ(service("tcp 80-90 tcp 85-100 tcp 80"), "tcp 80-100");
  EXPECT_EQ(service("udp 1 tcp 1"), service("tcp 1, udp 1, tcp 1"));
}

TEST(Services, HoldIcmpByNameTypeAndCode) {
  EXPECT_EQ(service("icmp"), "icmp");
  EXPECT_EQ(service("icmp echo-request"), "icmp echo-request");
  EXPECT_EQ(service("icmp 8"), "icmp echo-request");
  EXPECT_EQ(service("icmp 3/4"), "icmp 3/4");
  EXPECT_EQ(service("icmp6 packet-too-big"), "icmp6 packet-too-big");
  EXPECT_EQ(service("icmp6 2"), "icmp6 packet-too-big");
}

TEST(Services, TypeNamesHaveTheNumbersOfIana) {
  const std::pair<const char*, const char*> v4[] = {
      {"echo-reply", "0"},   {"destination-unreachable", "3"}, {"source-quench", "4"},      {"redirect", "5"},
      {"echo-request", "8"}, {"router-advertisement", "9"},    {"router-solicitation", "10"}, {"time-exceeded", "11"},
      {"parameter-problem", "12"}, {"timestamp-request", "13"}, {"timestamp-reply", "14"}};
  for (const auto& [name, number] : v4) EXPECT_EQ(service(std::string("icmp ") + name), service(std::string("icmp ") + number));
  const std::pair<const char*, const char*> v6[] = {
      {"destination-unreachable", "1"}, {"packet-too-big", "2"}, {"time-exceeded", "3"}, {"parameter-problem", "4"},
      {"echo-request", "128"}, {"echo-reply", "129"}, {"mld-query", "130"}, {"mld-report", "131"}, {"mld-done", "132"},
      {"router-solicitation", "133"}, {"router-advertisement", "134"}, {"neighbour-solicitation", "135"},
      {"neighbour-advertisement", "136"}, {"redirect", "137"}, {"mld2-report", "143"}};
  for (const auto& [name, number] : v6) EXPECT_EQ(service(std::string("icmp6 ") + name), service(std::string("icmp6 ") + number));
}

TEST(Services, AWordAfterIcmpIsItsTypeEvenWhereAServiceHasThatName) {
  const Meant meant("service redirect { tcp 99 }\nservice s { icmp redirect }\nservice t { redirect }\n"
                    "securitygroup w { inbound { allow s, t from any } }");
  EXPECT_EQ(meant.service("s"), "icmp redirect");
  EXPECT_EQ(meant.service("t"), "tcp 99");
}

TEST(Services, ProtocolsOfANameAreThatName) {
  EXPECT_EQ(service("proto 6"), service("tcp"));
  EXPECT_EQ(service("proto 17"), service("udp"));
  EXPECT_EQ(service("proto 132"), service("sctp"));
  EXPECT_EQ(service("proto 1"), service("icmp"));
  EXPECT_EQ(service("proto 58"), service("icmp6"));
  EXPECT_EQ(service("proto 47"), service("gre"));
  EXPECT_EQ(service("proto 50"), service("esp"));
  EXPECT_EQ(service("proto 51"), service("ah"));
}

// Whether a packet of this protocol is of the service, by family.
bool holds(const std::string& items, Family family, std::uint8_t protocol) {
  const Meant meant("service s { " + items + " }\nsecuritygroup w { inbound { allow s from any } }");
  for (const ir::NamedService& entry : meant.policy().services) {
    if (entry.name == "s") return meant.policy().service_set(entry.services).contains(ServicePoint{family, protocol, 0, 0});
  }
  return false;
}

TEST(Services, OtherProtocolsAreOfBothFamiliesButExtensionHeaders) {
  EXPECT_TRUE(holds("proto 89", Family::V4, 89));
  EXPECT_TRUE(holds("proto 89", Family::V6, 89));
  EXPECT_TRUE(holds("gre esp", Family::V6, 50));
  for (const int number : {43, 44, 51, 60}) {
    const std::string items = fmt::format("proto {}", number);
    EXPECT_TRUE(holds(items, Family::V4, static_cast<std::uint8_t>(number))) << number;
    EXPECT_FALSE(holds(items, Family::V6, static_cast<std::uint8_t>(number))) << number;
    const Meant meant("securitygroup w { inbound { allow " + items + " from any } }");
    EXPECT_THAT(meant.findings({2026}), ElementsAre(HasSubstr("SGC2026"))) << number;
  }
  EXPECT_FALSE(holds("icmp", Family::V6, 1));
  EXPECT_FALSE(holds("icmp6", Family::V4, 58));
  EXPECT_THAT(Meant("securitygroup w { inbound { allow icmp, icmp6, esp from any } }").findings({2026}), IsEmpty());
}

TEST(Services, AllIsEveryProtocol) {
  EXPECT_EQ(service("all"), "all");
  for (const int number : {0, 1, 2, 6, 17, 41, 47, 51, 89, 132, 254, 255}) {
    EXPECT_TRUE(holds("all", Family::V4, static_cast<std::uint8_t>(number))) << number;
  }
  EXPECT_TRUE(holds("all", Family::V6, 58));
  EXPECT_TRUE(holds("all", Family::V6, 255));
}

TEST(Services, MayBeUsedBeforeTheyAreDeclaredAndHoldEachOther) {
  const Meant meant("securitygroup w { inbound { allow outer from any } }\nservice outer { inner udp 2 }\nservice inner { tcp 1 }");
  EXPECT_THAT(meant.findings(), IsEmpty());
  EXPECT_EQ(meant.service("outer"), "tcp 1; udp 2");
}

TEST(Services, ACycleIsOneErrorThatPrintsIt) {
  const Meant meant("service a { b tcp 1 }\nservice b { a }\nsecuritygroup w { inbound { allow a, b from any } }");
  EXPECT_THAT(meant.findings(), ElementsAre(HasSubstr("1:9 SGC2006 these services contain each other: a -> b -> a")));
}

TEST(Services, UnknownAndEmptyOnesAreErrorsThoughNothingUsesThem) {
  EXPECT_THAT(Meant("service a { htp }\nsecuritygroup w { }").findings(),
              ElementsAre(HasSubstr("1:13 SGC2002 no service is called 'htp' | did you mean")));
  EXPECT_THAT(Meant("service a { postgers }\nsecuritygroup w { }").findings(),
              ElementsAre(HasSubstr("SGC2002 no service is called 'postgers' | write its ports")));
  EXPECT_THAT(Meant("service a { }\nsecuritygroup w { }").findings(), ElementsAre(HasSubstr("SGC2019 service 'a' is empty")));
  EXPECT_THAT(Meant("group g { 10.0.0.1 }\nsecuritygroup w { inbound { allow g from g } }").findings(),
              ElementsAre(HasSubstr("SGC2002 no service is called 'g' | 1:7 'g' is a group")));
}

TEST(Services, ThePreludeFollowsIana) {
  const std::pair<const char*, const char*> known[] = {
      {"ssh", "tcp 22"},   {"telnet", "tcp 23"},       {"rdp", "tcp 3389"},    {"http", "tcp 80"},     {"https", "tcp 443"},
      {"smtp", "tcp 25"},  {"submission", "tcp 587"},  {"imap", "tcp 143"},    {"imaps", "tcp 993"},   {"pop3", "tcp 110"},
      {"pop3s", "tcp 995"}, {"ldap", "tcp 389"},       {"ldaps", "tcp 636"},   {"ftp", "tcp 20-21"},   {"mysql", "tcp 3306"},
      {"postgresql", "tcp 5432"}, {"redis", "tcp 6379"}, {"mongodb", "tcp 27017"}, {"memcached", "tcp 11211"},
      {"kubernetes-api", "tcp 6443"}, {"dns", "tcp 53; udp 53"}, {"ntp", "udp 123"}, {"snmp", "udp 161"}, {"syslog", "udp 514"},
      {"tftp", "udp 69"},  {"dhcp", "udp 67-68"},      {"dhcpv6", "udp 546-547"},
      {"ping", "icmp echo-request; icmp6 echo-request"}, {"pmtu", "icmp 3/4; icmp6 packet-too-big"}};
  for (const auto& [name, means] : known) EXPECT_EQ(service(name), means) << name;
}

TEST(Services, APolicysOwnHidesThePreludesAndChangesNothingInIt) {
  const Meant meant("service http { tcp 8080 }\nsecuritygroup w { inbound { allow http from any } }");
  EXPECT_THAT(meant.findings(), IsEmpty());
  EXPECT_THAT(meant.inbound("w"), ElementsAre("allow tcp 8080 from any to any (rule 2)", "default deny"));
}

// ---- rules ----

TEST(Rules, StandInTheOrderWrittenAndTheFirstThatMatchesDecides) {
  const Meant meant(R"(securitygroup web { members 10.0.1.0/24 inbound {
  deny   tcp 80 from 198.51.100.66
  allow  tcp 80 from 198.51.100.0/24
  reject tcp    from any
  allow  tcp 22 from any
} })");
  EXPECT_THAT(meant.inbound("web"),
              ElementsAre("deny tcp 80 from 198.51.100.66 to any (rule 2)", "allow tcp 80 from 198.51.100.0/24 to any (rule 3)",
                          "reject tcp from any to any (rule 4)", "allow tcp 22 from any to any (rule 5)", "default deny"));
  using enum ir::Direction;
  EXPECT_EQ(meant.verdict("web", Inbound, "198.51.100.66", "10.0.1.1", 80), "deny");
  EXPECT_EQ(meant.verdict("web", Inbound, "198.51.100.67", "10.0.1.1", 80), "allow");
  EXPECT_EQ(meant.verdict("web", Inbound, "192.0.2.1", "10.0.1.1", 80), "reject");
  EXPECT_EQ(meant.verdict("web", Inbound, "192.0.2.1", "10.0.1.1", 22), "reject") << "never the rule behind";
}

TEST(Rules, ANearSideThatIsLeftOutTestsNothing) {
  const Meant meant("securitygroup w { members 10.0.1.0/24 inbound { allow http from any } outbound { allow dns to any } }");
  EXPECT_EQ(meant.verdict("w", ir::Direction::Inbound, "192.0.2.1", "203.0.113.1", 80), "allow") << "members do not narrow it";
  EXPECT_FALSE(meant.policy().whos[meant.point("w").inbound.rules[0].destination].written);
  EXPECT_TRUE(meant.policy().whos[meant.point("w").inbound.rules[0].source].written);
}

TEST(Rules, AWrittenNearSideNarrows) {
  const Meant meant("securitygroup w { inbound { allow http from any to 10.0.1.1 } outbound { allow dns from 10.0.1.1 to any } }");
  EXPECT_EQ(meant.verdict("w", ir::Direction::Inbound, "192.0.2.1", "10.0.1.1", 80), "allow");
  EXPECT_EQ(meant.verdict("w", ir::Direction::Inbound, "192.0.2.1", "10.0.1.2", 80), "deny");
  EXPECT_EQ(meant.verdict("w", ir::Direction::Outbound, "10.0.1.2", "192.0.2.1", 53), "deny");
}

TEST(Rules, TheFarSideMustBeWritten) {
  EXPECT_THAT(Meant("securitygroup w { inbound { allow http to any } }").findings(), ElementsAre(HasSubstr("SGC1050")));
  EXPECT_THAT(Meant("securitygroup w { outbound { allow http from any } }").findings(), ElementsAre(HasSubstr("SGC1050")));
}

TEST(Rules, ExceptIsOfItsOwnSide) {
  const Meant meant("securitygroup w { inbound { allow http from 10.0.0.0/30 except 10.0.0.1 to 10.1.0.0/30 except 10.1.0.2, 10.1.0.3 } }");
  EXPECT_THAT(meant.inbound("w"), ElementsAre("allow tcp 80 from 10.0.0.0, 10.0.0.2/31 to 10.1.0.0/31 (rule 1)", "default deny"));
}

TEST(Rules, KeepTheirOptions) {
  const Meant meant(
      "securitygroup w { inbound { allow http from any log \"web\" comment \"c\" owner \"o\" ticket \"SEC-1\" expires 2027-01-31\n"
      "deny all from any log default reject log \"end\" comment \"d\" } }");
  const ir::RuleList& list = meant.point("w").inbound;
  const ir::RuleNotes& notes = meant.policy().notes_of(list.rules.at(0));
  EXPECT_TRUE(notes.log);
  EXPECT_EQ(notes.log_prefix, "web");
  EXPECT_EQ(notes.comment, "c");
  EXPECT_EQ(notes.owner, "o");
  EXPECT_EQ(notes.ticket, "SEC-1");
  EXPECT_EQ(notes.expires, 20849);  // days of 2027-01-31
  EXPECT_TRUE(meant.policy().notes_of(list.rules.at(1)).log);
  EXPECT_EQ(meant.policy().notes_of(list.rules.at(1)).log_prefix, "");
  EXPECT_EQ(list.otherwise.verdict, ir::Verdict::Reject);
  EXPECT_TRUE(list.otherwise.log);
  EXPECT_EQ(list.otherwise.log_prefix, "end");
  EXPECT_EQ(list.otherwise.comment, "d");
}

TEST(Rules, MayIgnoreFindingsAsOftenAsNeeded) {
  const Meant meant("securitygroup w { inbound { allow http from any ignore SGC3021 \"a\" ignore SGC3004 \"b\" } }");
  ASSERT_THAT(meant.policy().ignores, SizeIs(2));
  EXPECT_EQ(meant.policy().ignores[0].code, 3021);
  EXPECT_EQ(meant.policy().ignores[1].reason, "b");
}

TEST(Rules, AnErrorInOneHidesNothingInTheNext) {
  const Meant meant(R"(securitygroup w { inbound {
  allow htpp from any
  allow http from nobody
  allow http from any except any
  permit ssh from any
  allow icmp from 2001:db8::/32
} })");
  EXPECT_THAT(meant.findings(), ElementsAre(StartsWith("2:9 SGC2002"), StartsWith("3:19 SGC2001"), StartsWith("4:19 SGC2020"),
                                            StartsWith("5:3 SGC1022"), StartsWith("6:3 SGC2024")));
}

TEST(Rules, SeveralErrorsOfOneAreAllTold) {
  const Meant meant("securitygroup w { inbound { allow htpp, ssg from nobody, 10.0.0.0/24, noone to somebody } }");
  EXPECT_THAT(meant.findings(), SizeIs(5));
}

// ---- dates ----

std::string expiring(const std::string& verdict) {
  return "securitygroup w { inbound {\n  " + verdict + " http from any expires 2026-06-15\n} }";
}

constexpr std::int32_t kDay = 20619;  // 2026-06-15

TEST(Expiry, AnAllowPastItsDateIsLeftOut) {
  const Meant meant(expiring("allow"), {}, kDay + 1);
  EXPECT_THAT(meant.findings({3031}),
              ElementsAre("2:31 SGC3031 this allow expired on 2026-06-15 and is left out | remove it, or give it a later date"));
  EXPECT_THAT(meant.inbound("w"), ElementsAre("default deny"));
}

TEST(Expiry, ADenyOrRejectPastItsDateStays) {
  for (const std::string verdict : {"deny", "reject"}) {
    const Meant meant(expiring(verdict), {}, kDay + 400);
    EXPECT_THAT(meant.findings({3031}), ElementsAre(HasSubstr("this " + verdict + " expired on 2026-06-15 and stays in force")));
    EXPECT_THAT(meant.inbound("w"), ElementsAre(verdict + " tcp 80 from any to any (rule 2)", "default deny"));
  }
}

TEST(Expiry, ARuleIsInForceThroughTheDayItNames) {
  const Meant meant(expiring("allow"), {}, kDay);
  EXPECT_THAT(meant.findings({3031}), ElementsAre(HasSubstr("this rule expires today")));
  EXPECT_THAT(meant.inbound("w"), SizeIs(2));
}

TEST(Expiry, IsWarnedOfFourteenDaysAhead) {
  EXPECT_THAT(Meant(expiring("allow"), {}, kDay - 15).findings({3031}), IsEmpty());
  EXPECT_THAT(Meant(expiring("allow"), {}, kDay - 14).findings({3031}), ElementsAre(HasSubstr("expires in 14 days, on 2026-06-15")));
  EXPECT_THAT(Meant(expiring("deny"), {}, kDay - 1).findings({3031}), ElementsAre(HasSubstr("expires in 1 day, on 2026-06-15")));
}

TEST(Expiry, AnExpiredAllowStillHasItsErrors) {
  EXPECT_THAT(Meant("securitygroup w { inbound { allow htpp from any expires 2020-01-01 } }").findings(),
              ElementsAre(HasSubstr("SGC2002")));
}

TEST(Expiry, WhatAnExpiredAllowUsesIsUsed) {
  const Meant meant("group g { 10.0.0.1 }\nsecuritygroup w { inbound { allow http from g expires 2020-01-01 } }");
  EXPECT_THAT(meant.findings({3030}), ElementsAre(HasSubstr("SGC3031")));
}

// ---- unused ----

TEST(Unused, NamesThatNothingUsesAreNotes) {
  const Meant meant(
      "group g { h }\ngroup h { 10.0.0.1 }\nservice s { tcp 1 }\nnetwork n { cidr 10.0.0.0/8 }\n"
      "prefixlist p { external members 10.0.0.1 }\nsecuritygroup partner { external members 10.0.0.2 }\nsecuritygroup w { }");
  EXPECT_THAT(meant.findings({3030}),
              ElementsAre(HasSubstr("group 'g'"), HasSubstr("group 'h'"), HasSubstr("service 's'"), HasSubstr("network 'n'"),
                          HasSubstr("prefix list 'p'"), HasSubstr("security group 'partner'")));
}

TEST(Unused, WhatAUsedOneIsMadeOfIsUsed) {
  const Meant meant("group g { h }\ngroup h { i except j }\ngroup i { 10.0.0.0/8 }\ngroup j { 10.0.0.1 }\nservice s { t }\nservice t { tcp 1 }\n"
                    "securitygroup w { inbound { allow s from g } }");
  EXPECT_THAT(meant.findings({3030}), IsEmpty());
}

TEST(Unused, IsNotSaidWhereAnErrorMayHaveLeftTheUseOut) {
  EXPECT_THAT(Meant("group g { 10.0.0.1 }\nsecuritygroup w { inbound { allow htpp from g2 } }").findings({3030}), SizeIs(2));
}

}  // namespace
}  // namespace sgc
