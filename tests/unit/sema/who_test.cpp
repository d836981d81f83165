// Section 2 of the language: groups, feeds, and what names stand for.
#include <gmock/gmock.h>

#include "tests/unit/sema/meant.h"

namespace sgc {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

// ---- groups ----

TEST(Groups, AreSetsInWhichOrderAndRepetitionMeanNothing) {
  const Meant meant(
      "group a { 10.0.0.0/25, 10.0.0.128/25, 10.0.0.7, 10.0.0.0/25, 2001:db8::1 }\n"
      "group b { 2001:db8::1 10.0.0.128-10.0.0.255 10.0.0.0-10.0.0.200 }" +
      from_group("a, b"));
  EXPECT_EQ(meant.addresses("a"), "10.0.0.0/24, 2001:db8::1");
  EXPECT_EQ(meant.addresses("b"), meant.addresses("a"));
}

TEST(Groups, ExceptTakesAwayFromAllThatStandsBeforeIt) {
  const Meant meant(
      "group a { 10.0.0.0/30, lab, 2001:db8::/126 except 10.0.0.1, 10.1.0.0/31, 2001:db8::2 }\n"
      "group lab { 10.1.0.0/30 }" +
      from_group("a"));
  EXPECT_EQ(meant.addresses("a"), "10.0.0.0, 10.0.0.2/31, 10.1.0.2/31, 2001:db8::/127, 2001:db8::3");
}

TEST(Groups, WhatTheExceptionAddsElsewhereIsNotIn) {
  const Meant meant("group a { 10.0.0.0/30 except 192.0.2.0/24 }" + from_group("a"));
  EXPECT_EQ(meant.addresses("a"), "10.0.0.0/30");
}

TEST(Groups, ExceptOfAnUsedGroupIsTakenThereOnly) {
  const Meant meant(
      "group inner { 10.0.0.0/30 except 10.0.0.1 }\n"
      "group outer { inner, 10.0.0.1 }" +
      from_group("inner, outer"));
  EXPECT_EQ(meant.addresses("outer"), "10.0.0.0/30");
}

TEST(Groups, AnyIsBothFamiliesAndAny4AndAny6OneEach) {
  const Meant meant(
      "group all-of-it { any }\ngroup four { any4 }\ngroup six { any6 }\ngroup both { any4, any6 }\n"
      "group most { any except 0.0.0.0/1, 8000::/1 }" +
      from_group("all-of-it, four, six, both, most"));
  EXPECT_EQ(meant.addresses("all-of-it"), "any");
  EXPECT_EQ(meant.addresses("four"), "0.0.0.0/0");
  EXPECT_EQ(meant.addresses("six"), "::/0");
  EXPECT_EQ(meant.addresses("both"), "any");
  EXPECT_EQ(meant.addresses("most"), "128.0.0.0/1, ::/1");
}

TEST(Groups, MayBeUsedBeforeTheyAreDeclared) {
  const Meant meant(from_group("outer") + "group outer { inner }\ngroup inner { 192.0.2.0/24 }");
  EXPECT_THAT(meant.findings(), IsEmpty());
  EXPECT_EQ(meant.addresses("outer"), "192.0.2.0/24");
}

TEST(Groups, ACycleIsOneErrorThatPrintsIt) {
  const Meant meant("group a { b }\ngroup b { c, 10.0.0.1 }\ngroup c { 10.0.0.2 except a }" + from_group("a"));
  EXPECT_THAT(meant.findings(),
              ElementsAre("1:7 SGC2005 these names contain each other: a -> b -> c -> a | take one of these names out "
                          "of its group"));
}

TEST(Groups, AGroupOfItselfIsACycle) {
  const Meant meant("group a { a, 10.0.0.1 }" + from_group("a"));
  EXPECT_THAT(meant.findings(), ElementsAre(StartsWith("1:7 SGC2005 these names contain each other: a -> a")));
}

TEST(Groups, PointsThatStandForEachOtherAreACycle) {
  const Meant meant("securitygroup a { members b }\nsecuritygroup b { members a }");
  EXPECT_THAT(meant.findings(), ElementsAre(HasSubstr("SGC2005 these names contain each other: a -> b -> a")));
}

TEST(Groups, AnEmptyOneSaysWhatEmptiedIt) {
  EXPECT_THAT(Meant("group a { 10.0.0.0/24 except 10.0.0.0/8 }" + from_group("a")).findings(),
              ElementsAre("1:7 SGC2010 group 'a' is empty | `except 10.0.0.0/8` takes away all of it"));
  EXPECT_THAT(Meant("group a { }" + from_group("a")).findings(),
              ElementsAre("1:7 SGC2010 group 'a' is empty | nothing is written in it"));
}

TEST(Groups, AnEmptyOneIsToldOnceThoughUnusedOrUsedOften) {
  EXPECT_THAT(Meant("group a { any except any }" + from_group("any")).findings(), SizeIs(1));
  EXPECT_THAT(Meant("group a { any except any }\ngroup b { a }" + from_group("a, b") + from_group("a")).findings(),
              ElementsAre(HasSubstr("SGC2010 group 'a'"), HasSubstr("SGC2003")));
}

TEST(Groups, MayHoldAnEmptyGroupNever) {
  const Meant meant("group a { any except any }\ngroup b { a, 10.0.0.1 }" + from_group("b"));
  EXPECT_THAT(meant.findings(), ElementsAre(HasSubstr("SGC2010 group 'a'")));
}

TEST(Groups, HoldNoPointsAndNoSelf) {
  EXPECT_THAT(Meant("group a { web }" + from_group("a")).findings(),
              ElementsAre(HasSubstr("1:11 SGC2004 'web' is a security group; here stands a group")));
  EXPECT_THAT(Meant("network n { cidr 10.0.0.0/8 }\ngroup a { n }" + from_group("a")).findings(),
              ElementsAre(HasSubstr("2:11 SGC2004 'n' is a network; here stands a group")));
  EXPECT_TRUE(Meant("group a { self }" + from_group("a")).has_errors());
}

TEST(Groups, ThePreludeHasThoseOfIanaAndAPolicyHidesThem) {
  const Meant plain(from_group("rfc1918, ula, loopback, link-local, multicast, documentation, bogons"));
  EXPECT_EQ(plain.addresses("rfc1918"), "10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16");
  EXPECT_EQ(plain.addresses("ula"), "fc00::/7");
  EXPECT_EQ(plain.addresses("loopback"), "127.0.0.0/8, ::1");
  EXPECT_EQ(plain.addresses("link-local"), "169.254.0.0/16, fe80::/10");
  EXPECT_EQ(plain.addresses("multicast"), "224.0.0.0/4, ff00::/8");
  EXPECT_THAT(plain.addresses("documentation"), HasSubstr("192.0.2.0/24, 198.51.100.0/24, 203.0.113.0/24"));

  const Meant own("group rfc1918 { 10.0.0.0/8 }" + from_group("rfc1918"));
  EXPECT_EQ(own.addresses("rfc1918"), "10.0.0.0/8");
  EXPECT_THAT(own.inbound("web").front(), HasSubstr("from 10.0.0.0/8 to"));
}

TEST(Groups, APolicysOwnNameDoesNotChangeWhatThePreludeSays) {
  const Meant meant("group loopback { 192.0.2.1 }" + from_group("bogons, loopback"));
  EXPECT_THAT(meant.addresses("bogons"), HasSubstr("127.0.0.0/8"));
}

TEST(Groups, APointMayBearANameOfThePrelude) {
  const Meant meant("securitygroup rfc1918 { members 10.9.0.0/16 }" + from_group("rfc1918"));
  EXPECT_THAT(meant.findings(), IsEmpty());
  EXPECT_THAT(meant.inbound("web").front(), HasSubstr("from 10.9.0.0/16 to"));
}

TEST(Names, ShareOneSpaceButForServicesAndBlacklists) {
  for (const char* const second :
       {"group x { 10.0.0.2 }", "securitygroup x { members 10.0.0.3 }", "loadbalancer x { vip 10.0.0.4 snat off }",
        "instance x { addresses 10.0.0.5 groups web }", "acl x { subnets 10.0.0.0/24 }", "network x { cidr 10.0.0.0/8 }",
        "prefixlist x { external members 10.0.0.6 }"}) {
    const Meant meant("group x { 10.0.0.1 }\n" + std::string(second) + from_group("x"));
    EXPECT_THAT(meant.findings(), ElementsAre(HasSubstr("SGC2003 'x' is declared twice | 1:7 it is declared here first")))
        << second;
  }
  const Meant apart("group x { 10.0.0.1 }\nservice x { tcp 99 }\nblacklist x { deny 192.0.2.1 }" + from_group("x"));
  EXPECT_THAT(apart.findings(), IsEmpty());
}

TEST(Names, AnUnknownOneIsAnErrorWithTheNearest) {
  EXPECT_THAT(Meant("group office { 10.0.0.1 }" + from_group("ofice")).findings(),
              ElementsAre(HasSubstr("SGC2001 no group, point or network is called 'ofice' | did you mean 'office'?")));
  EXPECT_THAT(Meant(from_group("rfc1819")).findings(), ElementsAre(HasSubstr("did you mean 'rfc1918'?")));
  EXPECT_THAT(Meant(from_group("http")).findings(), ElementsAre(HasSubstr("'http' is a service")));
  EXPECT_THAT(Meant("blacklist bad { deny 192.0.2.1 }" + from_group("bad")).findings(),
              ElementsAre(HasSubstr("'bad' is a blacklist")));
}

TEST(Names, AWordOfOtherLanguagesForEverybodyIsToldAsAny) {
  for (const char* const word : {"anywhere", "world", "everyone"}) {
    EXPECT_THAT(Meant(from_group(word)).findings(),
                ElementsAre(HasSubstr(std::string("called '") + word + "' | everybody is `any`")));
  }
}

TEST(Names, EachUnknownOneIsToldWhereItStands) {
  const Meant meant(from_group("one, two") + "group g { three }\nassert deny ssh from four to five");
  EXPECT_THAT(meant.findings(), ElementsAre(HasSubstr("'one'"), HasSubstr("'two'"), HasSubstr("'three'"),
                                            HasSubstr("'four'"), HasSubstr("'five'")));
}

TEST(Names, StandForTheirAddresses) {
  const Meant meant(R"(
network prod { cidr 10.0.0.0/16, 2001:db8::/56 }
prefixlist cdn { external members 203.0.113.0/24 }
securitygroup app { members 10.0.2.0/24  inbound { allow ssh from self } }
loadbalancer edge { vip 203.0.113.80  addresses 10.0.9.0/28  snat on }
instance one { addresses 10.0.2.7, 2001:db8::7  groups app }
acl net { subnets 10.0.3.0/24 }
securitygroup web {
  members 10.0.1.0/24, 2001:db8:1::/64
  inbound {
    allow tcp 1 from app
    allow tcp 2 from edge
    allow tcp 3 from one
    allow tcp 4 from prod
    allow tcp 5 from net
    allow tcp 6 from cdn
    allow tcp 7 from self
    allow tcp 8 from any to self
  }
})");
  EXPECT_THAT(meant.findings(), IsEmpty());
  EXPECT_THAT(meant.inbound("web"),
              ElementsAre("allow tcp 1 from 10.0.2.0/24 to any (rule 11)",
                          "allow tcp 2 from 10.0.9.0/28, 203.0.113.80 to any (rule 12)",
                          "allow tcp 3 from 10.0.2.7, 2001:db8::7 to any (rule 13)",
                          "allow tcp 4 from 10.0.0.0/16, 2001:db8::/56 to any (rule 14)",
                          "allow tcp 5 from 10.0.3.0/24 to any (rule 15)",
                          "allow tcp 6 from 203.0.113.0/24 to any (rule 16)",
                          "allow tcp 7 from 10.0.1.0/24, 2001:db8:1::/64 to any (rule 17)",
                          "allow tcp 8 from any to 10.0.1.0/24, 2001:db8:1::/64 (rule 18)", "default deny"));
}

TEST(Names, AWhoKeepsTheWordsItWasSaidWith) {
  const Meant meant("group office { 192.0.2.0/24 }" + from_group("office, self, 10.0.0.1, 10.0.0.9 except rfc1918"));
  const ir::Who& who = meant.policy().whos[meant.point("web").inbound.rules.at(0).source];
  using Kind = ir::WhoItem::Kind;
  ASSERT_THAT(who.items, SizeIs(3));
  EXPECT_EQ(who.items[0].kind, Kind::Group);
  EXPECT_EQ(who.items[1].kind, Kind::Point);
  EXPECT_TRUE(who.items[1].self);
  EXPECT_EQ(who.items[2].kind, Kind::Addresses) << "neighbouring literals are one item";
  ASSERT_THAT(who.except, SizeIs(1));
  EXPECT_EQ(meant.policy().groups[who.except[0].group.index].name, "rfc1918");
}

TEST(Names, MembersMayBeLeftOutAsLongAsNothingNeedsThem) {
  EXPECT_THAT(Meant("securitygroup app { inbound { allow ssh from rfc1918 } }").findings(), IsEmpty());

  const std::string needed = "securitygroup app { inbound { allow ssh from rfc1918 } }";
  EXPECT_THAT(Meant(needed + from_group("app")).findings(),
              ElementsAre(HasSubstr("SGC2027 'app' stands for its members, and none are written | 1:15 it is declared "
                                    "here | write `members …` in its block")));
  EXPECT_THAT(Meant("securitygroup app { intra-group allow }").findings(), ElementsAre(HasSubstr("SGC2027")));
  EXPECT_THAT(Meant("securitygroup app { inbound { allow ssh from self } }").findings(), ElementsAre(HasSubstr("SGC2027")));
  EXPECT_THAT(Meant("network n { kind vpc }" + from_group("n")).findings(), ElementsAre(HasSubstr("stands for its cidr")));
  EXPECT_THAT(Meant(from_group("basic")).findings(), ElementsAre(HasSubstr("'basic' stands for its cidr")));
  EXPECT_THAT(Meant(needed + "\nloadbalancer e { vip 203.0.113.1 snat off listener w http 80 -> app 80 from any }").findings(),
              ElementsAre(HasSubstr("SGC2027")));
}

TEST(Names, ListsOfABlockAddUp) {
  const Meant meant(R"(
securitygroup web { members 10.0.1.0/25  members 10.0.1.128/25 }
loadbalancer edge { vip 203.0.113.1  vip 203.0.113.2  addresses 10.0.0.1  addresses 10.0.0.2  snat on }
acl net { subnets 10.1.0.0/24  subnets 10.2.0.0/24 }
network prod { cidr 10.0.0.0/16  cidr 10.1.0.0/16 }
blacklist bad { deny 192.0.2.1  deny 192.0.2.2, 192.0.2.3  except 192.0.2.3  services tcp 1  services tcp 2  on web  on edge }
securitygroup other { members 10.0.3.0/24 }
instance one { addresses 10.0.1.1  addresses 10.0.1.2  groups web  groups other }
)");
  EXPECT_THAT(meant.findings(), IsEmpty());
  EXPECT_EQ(meant.addresses("web"), "10.0.1.0/24");
  EXPECT_EQ(meant.addresses("edge"), "10.0.0.1-10.0.0.2, 203.0.113.1-203.0.113.2");
  EXPECT_EQ(meant.addresses("net"), "10.1.0.0/24, 10.2.0.0/24");
  EXPECT_EQ(meant.addresses("prod"), "10.0.0.0/15");
  EXPECT_EQ(meant.addresses("one"), "10.0.1.1-10.0.1.2");
  EXPECT_THAT(meant.point("one").instance()->groups, SizeIs(2));
  EXPECT_THAT(meant.inbound("web"), ElementsAre("deny tcp 1-2 from 192.0.2.1-192.0.2.2 to any (blacklist 6)", "default deny"));
  EXPECT_THAT(meant.inbound("edge"), SizeIs(2));
  EXPECT_THAT(meant.inbound("other"), ElementsAre("default deny"));
}

TEST(Names, AnythingElseTwiceIsAnError) {
  for (const char* const twice :
       {"description \"a\" description \"a\"", "owner \"a\" owner \"a\"", "network n network n", "intra-group deny intra-group deny",
        "tags { a \"b\" } tags { c \"d\" }", "inbound { } inbound { }", "outbound { } outbound { }"}) {
    EXPECT_THAT(Meant("network n { cidr 10.0.0.0/8 }\nsecuritygroup web { members 10.0.0.1 " + std::string(twice) + " }").findings(),
                ElementsAre(HasSubstr("SGC2030"))) << twice;
  }
  for (const char* const twice : {"scheme public scheme public", "kind classic kind classic", "snat off snat off",
                                  "created 2016-11-01 created 2016-11-01"}) {
    EXPECT_THAT(Meant("loadbalancer e { vip 10.0.0.1 " + std::string(std::string_view(twice).starts_with("snat") ? "" : "snat off ") + twice + " }").findings(),
                ElementsAre(HasSubstr("SGC2030"))) << twice;
  }
  for (const char* const twice : {"log log", "direction both direction both", "established deny established deny"}) {
    EXPECT_THAT(Meant("blacklist b { deny 192.0.2.1 " + std::string(twice) + " }" + from_group("any")).findings(),
                ElementsAre(HasSubstr("SGC2030"))) << twice;
  }
  EXPECT_THAT(Meant("securitygroup web { inbound { default deny default deny } }").findings(),
              ElementsAre(HasSubstr("SGC2030 `default` is written twice")));
  EXPECT_THAT(Meant("acl a { subnets 10.0.0.0/8 derive derive }").findings(), ElementsAre(HasSubstr("SGC2030")));
}

// ---- feeds ----

Meant feed_of(const std::string& bytes, const std::string& flags = "") {
  return Meant("group f { file \"feeds/f.netset\" " + flags + " }" + from_group("f"), {{"feeds/f.netset", bytes}});
}

TEST(Feeds, AreOneEntryALineWithCommentsAndBlanks) {
  const Meant meant = feed_of(
      "\xEF\xBB\xBF# a comment\r\n"
      "\r\n"
      "192.0.2.1\r\n"
      "  198.51.100.0/24  ; another\r\n"
      "203.0.113.1-203.0.113.9 # third\n"
      "\t2001:db8::/32\n"
      "   \n"
      "192.0.2.2");
  EXPECT_THAT(meant.findings(), IsEmpty());
  EXPECT_EQ(meant.addresses("f"), "192.0.2.1-192.0.2.2, 198.51.100.0/24, 203.0.113.1-203.0.113.9, 2001:db8::/32");
  EXPECT_EQ(meant.policy().feeds.at(0).entries, 5U);
}

TEST(Feeds, PathsAreRelativeToTheFileThatSaysThem) {
  const Meant meant("include \"common/lists.sg\"" + from_group("f"),
                    {{"common/lists.sg", "group f { file \"feeds/x\" }"}, {"common/feeds/x", "192.0.2.7\n"}, {"feeds/x", "192.0.2.8\n"}});
  EXPECT_EQ(meant.addresses("f"), "192.0.2.7");
}

TEST(Feeds, BitsPastThePrefixAreClearedWithOneWarningAFile) {
  const Meant meant = feed_of("192.0.2.1/24\n198.51.100.0/24\n203.0.113.5/30\n");
  EXPECT_EQ(meant.addresses("f"), "192.0.2.0/24, 198.51.100.0/24, 203.0.113.4/30");
  EXPECT_THAT(meant.findings(), ElementsAre(StartsWith("feeds/f.netset:1:1 SGC2017 bits past the prefix were cleared in "
                                                       "lines of this feed: 2")));
}

TEST(Feeds, WordsAfterAnAddressAreOneWarningAFile) {
  const Meant meant = feed_of("192.0.2.1 example.com\n192.0.2.2\n192.0.2.3\twww\n");
  EXPECT_EQ(meant.addresses("f"), "192.0.2.1-192.0.2.3");
  EXPECT_THAT(meant.findings(), ElementsAre(HasSubstr("feeds/f.netset:1:11 SGC2018")));
}

TEST(Feeds, ABadLineIsAnErrorOfThatFileAndColumn) {
  const Meant meant = feed_of("192.0.2.1\n  010.0.0.1\n<html>\n");
  EXPECT_THAT(meant.findings(),
              ElementsAre("feeds/f.netset:2:3 SGC2014 this line of a feed holds no address: an octet with a leading zero "
                          "is octal to some tools and decimal to others | did you mean 10.0.0.1?",
                          StartsWith("feeds/f.netset:3:1 SGC2014")));
}

TEST(Feeds, TheFirstTwentyBadLinesAreShownAndTheRestCounted) {
  std::string bytes = "192.0.2.1\n";
  for (int i = 0; i < 25; ++i) bytes += "bad\n";
  const Lines lines = feed_of(bytes).findings();
  ASSERT_THAT(lines, SizeIs(21));
  EXPECT_THAT(lines.back(), HasSubstr("SGC2015 5 more lines of this feed hold no address"));
}

TEST(Feeds, ABadLineIsToldOnceHoweverOftenTheFeedIsNamed) {
  const Meant meant("group a { file \"f\" }\ngroup b { file \"f\" min 1 }" + from_group("a, b, file \"f\""), {{"f", "bad\n"}});
  EXPECT_THAT(meant.findings(), SizeIs(1));
}

TEST(Feeds, MinAndMaxBoundTheEntries) {
  const std::string two = "192.0.2.1\n192.0.2.1\n";
  EXPECT_THAT(feed_of(two, "min 2 max 2").findings(), IsEmpty()) << "repetitions are entries";
  EXPECT_THAT(feed_of(two, "min 3").findings(),
              ElementsAre(HasSubstr("1:11 SGC2012 feed 'feeds/f.netset' is shorter than its `min` says: 2 of 3 entries")));
  EXPECT_THAT(feed_of(two, "max 1").findings(),
              ElementsAre(HasSubstr("1:11 SGC2013 feed 'feeds/f.netset' is longer than its `max` says: 2 entries, not 1")));
}

TEST(Feeds, FlagsAreOfTheMentionAndNotOfTheFile) {
  const Meant meant("group a { file \"f\" min 1 }\ngroup b { file \"f\" min 9 }" + from_group("a, b"), {{"f", "192.0.2.1\n"}});
  EXPECT_THAT(meant.findings(), ElementsAre(StartsWith("2:11 SGC2012")));
}

TEST(Feeds, AnEmptyOneIsAnErrorUnlessOptional) {
  EXPECT_THAT(feed_of("").findings(), ElementsAre(HasSubstr("SGC2011 feed 'feeds/f.netset' is empty")));
  EXPECT_THAT(feed_of("# nothing yet\n").findings(), ElementsAre(HasSubstr("SGC2011")));
  const Meant optional = feed_of("", "optional");
  EXPECT_THAT(optional.findings({2021}), ElementsAre(HasSubstr("SGC2021")));
  EXPECT_THAT(optional.inbound("web"), ElementsAre("default deny"));
}

TEST(Feeds, AMissingOneIsAnErrorUnlessOptional) {
  EXPECT_THAT(Meant(from_group("file \"gone\"")).findings(), ElementsAre(HasSubstr("SGC9030 cannot find 'gone'")));
  EXPECT_THAT(Meant(from_group("file \"gone\" optional")).findings({2021}), ElementsAre(HasSubstr("SGC2021")));
  EXPECT_THAT(Meant(from_group("192.0.2.1, file \"gone\" optional")).findings({2021}), IsEmpty());
}

TEST(Feeds, OptionalExcusesNothingElse) {
  EXPECT_THAT(feed_of("bad\n", "optional").findings(), ElementsAre(HasSubstr("SGC2014")));
  EXPECT_THAT(feed_of("192.0.2.1\n", "optional min 2").findings(), ElementsAre(HasSubstr("SGC2012")));
  EXPECT_THAT(Meant(from_group("file \"../../f\" optional")).findings(), ElementsAre(HasSubstr("SGC2008")));
}

TEST(Feeds, ADenyThatOptionalFeedsEmptiedIsAWarning) {
  const Meant meant("securitygroup web { inbound { deny all from file \"gone\" optional  allow http from any } }");
  EXPECT_THAT(meant.findings(), ElementsAre(HasSubstr("SGC2022")));
  EXPECT_THAT(meant.inbound("web"), ElementsAre("allow tcp 80 from any to any (rule 1)", "default deny"));
  EXPECT_THAT(Meant("securitygroup web { inbound { reject all from file \"gone\" optional } }").findings(),
              ElementsAre(HasSubstr("SGC2022")));
  EXPECT_THAT(Meant("blacklist b { deny file \"gone\" optional }" + from_group("any")).findings(),
              ElementsAre(HasSubstr("SGC2022")));
}

TEST(Feeds, AnOptionalOneThatIsMissingEmptiesNoGroupWithoutAWord) {
  const Meant meant("group f { file \"gone\" optional }\ngroup g { f }" + from_group("g"));
  EXPECT_THAT(meant.findings({2021}), ElementsAre(HasSubstr("SGC2021")));
  const Meant except("group f { 192.0.2.1 except 192.0.2.0/24 }" + from_group("f, file \"gone\" optional"));
  EXPECT_THAT(except.findings(), ElementsAre(HasSubstr("SGC2010")));
  const Meant whole("group f { file \"gone\" optional, 192.0.2.1 except 192.0.2.1 }" + from_group("f"));
  EXPECT_THAT(whole.findings(), ElementsAre(HasSubstr("SGC2010"))) << "the exception emptied it, not the feed";
}

TEST(Feeds, AWideLineIsAnErrorUnlessItIsMeant) {
  EXPECT_THAT(feed_of("0.0.0.0/0\n").findings(), ElementsAre(HasSubstr("feeds/f.netset:1:1 SGC2016")));
  EXPECT_THAT(feed_of("192.0.2.1\n10.0.0.0/7\n::/18\n").findings(), ElementsAre(HasSubstr("feeds/f.netset:2:1 SGC2016 lines wider than /8 (IPv6: /19) in a feed: 2")));
  EXPECT_THAT(feed_of("10.0.0.0/8\n2000::/19\n").findings(), IsEmpty()) << "/8 and /19 themselves are not wider";
  EXPECT_THAT(feed_of("10.0.0.0-11.255.255.255\n").findings(), ElementsAre(HasSubstr("SGC2016"))) << "however it is spelled";
  EXPECT_EQ(feed_of("0.0.0.0/0\n", "wide").addresses("f"), "0.0.0.0/0");
}

TEST(Feeds, AreReadOnceHoweverOftenTheyAreNamed) {
  const Meant meant("group a { file \"x/../f\" }\ngroup b { file \"f\" }" + from_group("a, b, file \"./f\""), {{"f", "192.0.2.1\n"}});
  EXPECT_THAT(meant.findings(), IsEmpty());
  EXPECT_THAT(meant.policy().feeds, SizeIs(1));
}

TEST(Feeds, TakePartInExceptions) {
  const Meant meant("group g { 192.0.2.0/30, file \"f\" except file \"g\" }" + from_group("g"),
                    {{"f", "198.51.100.0/31\n"}, {"g", "192.0.2.1\n198.51.100.1\n"}});
  EXPECT_EQ(meant.addresses("g"), "192.0.2.0, 192.0.2.2/31, 198.51.100.0");
}

TEST(Feeds, AnExceptionThatIsAnEmptyOptionalFeedTakesNothing) {
  EXPECT_EQ(Meant("group g { 192.0.2.0/30 except file \"gone\" optional }" + from_group("g")).addresses("g"), "192.0.2.0/30");
}

// ---- sides ----

TEST(Sides, AnEmptyOneIsAnErrorThatNamesWhatEmptiedIt) {
  EXPECT_THAT(Meant(from_group("192.0.2.1 except 192.0.2.0/24")).findings(),
              ElementsAre(HasSubstr("SGC2020 the source of this rule is empty | `except 192.0.2.0/24` takes away all of it")));
  EXPECT_THAT(Meant("securitygroup w { outbound { allow http to 192.0.2.1 except any } }").findings(),
              ElementsAre(HasSubstr("SGC2020 the destination of this rule is empty")));
  EXPECT_THAT(Meant("blacklist b { deny 192.0.2.1 except any }" + from_group("any")).findings(),
              ElementsAre(HasSubstr("SGC2020 what this blacklist denies is empty")));
  EXPECT_THAT(Meant("assert deny http from 192.0.2.1 except any to web" + from_group("any")).findings(),
              ElementsAre(HasSubstr("SGC2020 the source of this assertion is empty")));
}

TEST(Sides, WithoutASharedFamilyTheyAreAnError) {
  EXPECT_THAT(Meant("securitygroup w { inbound { allow http from 192.0.2.0/24 to 2001:db8::1 } }").findings(),
              ElementsAre(HasSubstr("SGC2023 the source has only IPv4 addresses and the destination only IPv6")));
  EXPECT_THAT(Meant("securitygroup w { inbound { allow icmp from 2001:db8::/32 } }").findings(),
              ElementsAre(HasSubstr("SGC2024 icmp does not exist in IPv6")));
  EXPECT_THAT(Meant("securitygroup w { inbound { allow icmp6 from any to 192.0.2.1 } }").findings(),
              ElementsAre(HasSubstr("SGC2024")));
  EXPECT_THAT(Meant("securitygroup w { inbound { allow ah from 2001:db8::/32 } }").findings(), ElementsAre(HasSubstr("SGC2024")));
  EXPECT_THAT(Meant("securitygroup w { inbound { allow icmp, http from 2001:db8::/32 } }").findings(), IsEmpty());
}

TEST(Sides, RulesOfOneFamilyAreOneNoteAPointThatListsThemWithV) {
  const std::string policy =
      "securitygroup w {\n inbound {\n  allow http from 192.0.2.0/24\n  allow icmp from any\n  allow https from any\n }\n"
      " outbound { allow dns to 2001:db8::/32 }\n}";
  EXPECT_THAT(Meant(policy).findings({2025}), ElementsAre(StartsWith("1:15 SGC2025 rules of 'w' that match only one of IPv4 and IPv6: 3")));
  EXPECT_THAT(Meant(policy, {}, Meant::kToday, true).findings({2025}),
              ElementsAre(HasSubstr("| 3:3 this one | 4:3 this one | 7:13 this one")));
}

}  // namespace
}  // namespace sgc
