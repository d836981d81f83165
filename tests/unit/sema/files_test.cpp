// Sections 7 and 8 of the language: target blocks, includes, several files as one policy.
#include <gmock/gmock.h>

#include "tests/unit/sema/meant.h"

namespace sgc {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

const std::string kWeb = "securitygroup web { members 10.0.1.0/24 inbound { allow http from any } }\n";

// ---- targets ----

TEST(TargetBlocks, GiveOptionsTheirValues) {
  const Meant meant(kWeb + "target nftables { priority -10  counters on  baseline off  log-rate \"off\" }");
  EXPECT_THAT(meant.findings(), IsEmpty());
  const ir::TargetSettings* settings = meant.policy().settings("nftables");
  ASSERT_NE(settings, nullptr);
  EXPECT_EQ(settings->number("priority", 0), -10);
  EXPECT_TRUE(settings->on("counters", false));
  EXPECT_FALSE(settings->on("baseline", true));
  EXPECT_EQ(settings->text("log-rate", "10/minute"), "off");
}

TEST(TargetBlocks, OfOneTargetCountAsOne) {
  const Meant meant(kWeb + "target nftables { priority 5 }\ntarget nftables { counters on }\ntarget xdp { interface \"eth0\" }");
  EXPECT_THAT(meant.findings(), IsEmpty());
  EXPECT_THAT(meant.policy().targets, SizeIs(2));
  EXPECT_THAT(Meant(kWeb + "target nftables { priority 5 }\ntarget nftables { priority 5 }").findings(),
              ElementsAre(HasSubstr("3:19 SGC2030 `priority` is written twice | 2:28 it is written here first")));
}

TEST(TargetBlocks, UnknownTargetsAndOptionsAreErrorsThatListTheKnown) {
  EXPECT_THAT(Meant(kWeb + "target nftable { }").findings(),
              ElementsAre(HasSubstr("2:8 SGC2040 no target is called 'nftable' | did you mean 'nftables'? (known: nftables")));
  EXPECT_THAT(Meant(kWeb + "target nftables { colour \"red\" }").findings(),
              ElementsAre(HasSubstr("2:19 SGC2041 'colour' is no option of target nftables | known: baseline, counters, log-rate, priority")));
}

TEST(TargetBlocks, ValuesHaveTheirForm) {
  EXPECT_THAT(Meant(kWeb + "target nftables { counters onn }").findings(),
              ElementsAre(HasSubstr("2:28 SGC2042 `counters` takes one of on, off | did you mean 'on'?")));
  EXPECT_THAT(Meant(kWeb + "target nftables { counters 5 }").findings(), ElementsAre(HasSubstr("SGC2042")));
  EXPECT_THAT(Meant(kWeb + "target nftables { priority \"high\" }").findings(), ElementsAre(HasSubstr("`priority` takes a number from")));
  EXPECT_THAT(Meant(kWeb + "target nftables { log-rate 10 }").findings(), ElementsAre(HasSubstr("`log-rate` takes a string in quotes")));
}

TEST(TargetBlocks, BindNamesToIds) {
  const Meant meant(kWeb + "network prod { cidr 10.0.0.0/16 }\ntarget tencent { bind web \"sg-1\", prod \"vpc-1\" }");
  EXPECT_THAT(meant.findings(), IsEmpty());
  EXPECT_EQ(meant.policy().settings("tencent")->bindings.at("web").id, "sg-1");
  EXPECT_EQ(meant.policy().settings("tencent")->bindings.at("prod").id, "vpc-1");

  EXPECT_THAT(Meant(kWeb + "target tencent { bind wep \"sg-1\" }").findings(), ElementsAre(HasSubstr("SGC2001")));
  EXPECT_THAT(Meant(kWeb + "target tencent { bind web \"sg-1\" bind web \"sg-2\" }").findings(), ElementsAre(HasSubstr("SGC2030 `web` is written twice")));
  EXPECT_THAT(Meant(kWeb + "network prod { cidr 10.0.0.0/16 }\ntarget tencent { bind web \"sg-1\" } target tencent { bind prod \"sg-1\" }").findings(),
              ElementsAre(HasSubstr("SGC2045 \"sg-1\" is bound to 'web' already")));
  EXPECT_THAT(Meant(kWeb + "network prod { cidr 10.0.0.0/16 }\ntarget tencent { bind web \"sg-1\" } target aws { bind prod \"sg-1\" }").findings(),
              ElementsAre());
  EXPECT_THAT(Meant(kWeb + "target nftables { bind web \"sg-1\" }").findings(), ElementsAre(HasSubstr("SGC2044")));
  EXPECT_THAT(Meant(kWeb + "group g { 10.0.0.1 }\ntarget tencent { bind g \"sg-1\" }").findings(),
              ElementsAre(HasSubstr("SGC2004 'g' is a group; here stands a point, a network or a prefix list")));
}

TEST(TargetBlocks, QuotasStandOnceForEachName) {
  const Meant meant(kWeb + "target tencent { quota rules 120 quota groups 9 }");
  EXPECT_THAT(meant.findings(), IsEmpty());
  EXPECT_EQ(std::get<std::int64_t>(meant.policy().settings("tencent")->quotas.at("rules").value), 120);
  EXPECT_THAT(Meant(kWeb + "target tencent { quota rules 1 quota rules 2 }").findings(), ElementsAre(HasSubstr("SGC2030")));
  EXPECT_THAT(Meant(kWeb + "target tencent { quota ruels 1 }").findings(), ElementsAre(HasSubstr("SGC2043")));
}

// ---- files ----

TEST(Includes, AreRelativeToTheFileThatSaysThem) {
  const Meant meant("include \"a/one.sg\"\nsecuritygroup w { inbound { allow http from two } }",
                    {{"a/one.sg", "include \"b/two.sg\""}, {"a/b/two.sg", "group two { 192.0.2.2 }"}, {"b/two.sg", "group two { 192.0.2.9 }"}});
  EXPECT_THAT(meant.findings(), IsEmpty());
  EXPECT_EQ(meant.addresses("two"), "192.0.2.2");
}

TEST(Includes, AreReadOnceHoweverOftenTheyAreNamed) {
  const Meant meant("include \"x.sg\"\ninclude \"./x.sg\"\ninclude \"y/../x.sg\"\ninclude \"z.sg\"\n" + kWeb,
                    {{"x.sg", "group g { 10.0.0.1 }"}, {"z.sg", "include \"x.sg\""}});
  EXPECT_THAT(meant.findings(), IsEmpty());
}

TEST(Includes, ACycleIsAnErrorThatPrintsIt) {
  const Meant meant("include \"a.sg\"\n" + kWeb, {{"a.sg", "include \"b.sg\""}, {"b.sg", "\ninclude \"a.sg\""}});
  EXPECT_THAT(meant.findings(), ElementsAre(HasSubstr("b.sg:2:9 SGC2007 these files include each other: a.sg -> b.sg -> a.sg")));
  EXPECT_THAT(Meant("include \"policy.sg\"\n" + kWeb).findings(), ElementsAre(HasSubstr("policy.sg -> policy.sg")));
}

TEST(Includes, MissingOnesAndThoseOutsideAreErrors) {
  EXPECT_THAT(Meant("include \"gone.sg\"\n" + kWeb).findings(), ElementsAre(HasSubstr("1:9 SGC9030 cannot find 'gone.sg'")));
  EXPECT_THAT(Meant("include \"../x.sg\"\n" + kWeb).findings(), ElementsAre(HasSubstr("1:9 SGC2008 '../x.sg' lies outside")));
  EXPECT_THAT(Meant("include \"/etc/passwd\"\n" + kWeb).findings(), ElementsAre(HasSubstr("1:9 SGC2008")));
}

TEST(Includes, ErrorsInThemAreToldAtTheirPlaces) {
  const Meant meant("include \"x.sg\"\ngroup h { nobody }\n" + kWeb, {{"x.sg", "group g { 10.0.0.300 }\n"}});
  EXPECT_THAT(meant.findings(), ElementsAre(StartsWith("2:11 SGC2001"), StartsWith("x.sg:1:11 SGC1083")));
}

TEST(Files, SeveralAreOnePolicy) {
  const Meant meant("securitygroup web { inbound { allow app from office } }\ngroup office { 192.0.2.0/24 }",
                    {{"prod.sg", "service app { tcp 8080 }\ntarget nftables { priority 7 }\nassert deny ssh from office to 10.0.1.1\n"
                                 "instance one { addresses 10.0.1.1 groups web }"}},
                    Meant::kToday, false, {"prod.sg"});
  EXPECT_THAT(meant.findings(), IsEmpty());
  EXPECT_THAT(meant.inbound("web"), ElementsAre("allow tcp 8080 from 192.0.2.0/24 to any (rule 1)", "default deny"));
  EXPECT_THAT(meant.inbound("one"), SizeIs(2));
  EXPECT_THAT(meant.policy().assertions, SizeIs(1));
}

TEST(Files, AFileNamedTwiceIsReadOnce) {
  EXPECT_THAT(Meant(kWeb, {}, Meant::kToday, false, {"policy.sg"}).findings(), IsEmpty());
  EXPECT_THAT(Meant("include \"b.sg\"\n" + kWeb, {{"b.sg", "group g { 10.0.0.1 }"}}, Meant::kToday, false, {"b.sg"}).findings(), IsEmpty());
}

TEST(Files, NamesDeclaredInTwoAreToldWithBothPlaces) {
  const Meant meant(kWeb, {{"b.sg", "\n" + kWeb}}, Meant::kToday, false, {"b.sg"});
  EXPECT_THAT(meant.findings(), ElementsAre(HasSubstr("b.sg:2:15 SGC2003 'web' is declared twice | 1:15 it is declared here first")));
}

}  // namespace
}  // namespace sgc
