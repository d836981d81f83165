// A keyword that is not reserved may be a name wherever a name may stand. Every such keyword is put at every place of
// a name; the tree must be the one that a plain name gives. So that no hint by layout can change what a policy means,
// each text is read once as written and once with every word on a line of its own.
#include <gtest/gtest.h>

#include <array>

#include "compiler/frontend/token.h"
#include "tests/unit/frontend/tree_text.h"

namespace sgc {
namespace {

constexpr std::string_view kPlainName = "zzz";

constexpr std::string_view kPlaces[] = {
    "group zzz { a }",
    "group g { zzz }",
    "group g { a zzz b }",
    "group g { zzz zzz, zzz, }",
    "group g { zzz except zzz zzz }",
    "group g { file \"x\" , zzz file \"y\" wide, zzz }",
    "service zzz { tcp 80 }",
    "service s { zzz }",
    "service s { ssh zzz tcp 80 zzz, zzz }",
    "service s { tcp 80, 443 zzz udp, zzz icmp 3/4 zzz gre zzz all zzz }",
    "service s { tcp 80 sport 20 zzz }",
    "securitygroup zzz { members a }",
    "securitygroup x { members zzz }",
    "securitygroup x { members a, zzz, b inbound { } }",
    "securitygroup x { members zzz inbound { } outbound { } }",
    "securitygroup x { members zzz tags { zzz \"x\" zzz \"y\" } external network zzz }",
    "securitygroup x { network zzz members zzz intra-group allow owner \"x\" description \"y\" members zzz }",
    "securitygroup x { inbound { allow zzz from any } }",
    "securitygroup x { inbound { allow zzz, tcp 80, zzz from zzz } }",
    "securitygroup x { inbound { allow ssh from zzz default deny } }",
    "securitygroup x { inbound { allow ssh from zzz, zzz except zzz, zzz to zzz except zzz deny all from zzz } }",
    "securitygroup x { inbound { allow ssh from zzz log reject zzz from a comment \"x\" default allow log } }",
    "securitygroup x { outbound { allow zzz to zzz owner \"x\" ticket \"y\" allow zzz from zzz to zzz } }",
    "loadbalancer zzz { vip zzz addresses zzz, zzz network zzz snat on created 2016-11-01 }",
    "loadbalancer x { listener zzz http 80 -> zzz 8080 from zzz }",
    "loadbalancer x { listener zzz tcp 80 -> zzz 8080 from a, zzz except zzz health tcp 9000 vip zzz }",
    "loadbalancer x { listener zzz udp 80 -> zzz 8080 from zzz health http 9000 listener b tcp 1 -> zzz 2 from any }",
    "instance zzz { addresses zzz groups zzz, zzz network zzz }",
    "acl zzz { subnets zzz, zzz derive network zzz inbound { allow zzz from zzz } }",
    "network zzz { cidr zzz kind vpc }",
    "blacklist zzz { deny zzz, zzz except zzz services zzz, tcp 80, zzz on zzz, zzz direction both log established deny }",
    "blacklist x { deny zzz log \"x\" on zzz services zzz except zzz }",
    "blacklist x { on zzz deny zzz services zzz deny zzz on a, zzz deny zzz }",
    "prefixlist zzz { external members zzz }",
    "assert allow zzz from zzz to zzz",
    "assert deny zzz, zzz from zzz, zzz except zzz to zzz except zzz assert allow zzz from a to zzz",
    "assert allow ssh from a to zzz group b { c }",
    "target zzz { bind zzz \"a\", zzz \"b\" quota zzz 5 counters zzz region \"x\" }",
};

std::vector<std::string_view> keywords() {
  std::vector<std::string_view> words;
  for (std::size_t kind = 0; kind < frontend::kTokenKinds; ++kind) {
    const auto token = static_cast<frontend::TokenKind>(kind);
    if (frontend::may_be_name(token) && token != frontend::TokenKind::Name) words.push_back(text_of(token));
  }
  for (const std::string_view word : {"min", "max", "optional", "wide", "echo-request", "redirect", "http", "on-call",
                                      "SGC3004", "in", "permit", "vpc", "public", "_", "a-b_c"}) {
    words.push_back(word);
  }
  return words;
}

TEST(Names, EveryKeywordMayBeOneEverywhere) {
  for (const std::string_view place : kPlaces) {
    const Parsed plain{std::string(place)};
    ASSERT_EQ(plain.all_findings(), "") << place;
    const std::string wanted = tree_text(plain);

    for (const std::string_view word : keywords()) {
      const std::string text = replaced(std::string(place), kPlainName, word);
      const Parsed parsed(text);
      const Parsed by_lines(replaced(text, " ", "\n"));
      const std::string expected = replaced(wanted, kPlainName, word);
      EXPECT_EQ(parsed.all_findings(), "") << text;
      EXPECT_EQ(tree_text(parsed), expected) << text;
      EXPECT_EQ(by_lines.all_findings(), "") << text << " by lines";
      EXPECT_EQ(tree_text(by_lines), expected) << text << " by lines";
    }
  }
}

TEST(Names, ReservedWordsAreNone) {
  for (std::size_t kind = 0; kind < frontend::kTokenKinds; ++kind) {
    const auto token = static_cast<frontend::TokenKind>(kind);
    if (!frontend::is_reserved(token)) continue;
    const std::string word(text_of(token));
    EXPECT_EQ(Parsed("group " + word + " { a }").codes(), (std::vector<DiagnosticCode>{1014})) << word;
    EXPECT_EQ(Parsed("instance x { groups a, " + word + " }").codes(), (std::vector<DiagnosticCode>{1014})) << word;
  }
}

TEST(Names, WordsAfterAFeedAreItsFlagsEvenWhereAGroupHasThatName) {
  const Parsed parsed("group optional { a } group g { file \"x\" optional wide min 3 b }");
  EXPECT_EQ(parsed.all_findings(), "");
  EXPECT_EQ(parsed.get<ast::Group>(1).who.elements.size(), 2U);
  EXPECT_EQ(Parsed("group g { file \"x\" min backend }").codes(), (std::vector<DiagnosticCode>{1001}));
}

TEST(Names, AWordAfterIcmpIsItsTypeEvenWhereAServiceHasThatName) {
  const Parsed parsed("service redirect { tcp 80 } service s { icmp redirect icmp6 mld-done, icmp redirects2go }");
  EXPECT_EQ(parsed.all_findings(), "");
  const auto& items = parsed.get<ast::Service>(1).items;
  ASSERT_EQ(items.size(), 4U);
  EXPECT_EQ(std::get<ast::IcmpItem>(items[0].what).type, 5);
  EXPECT_EQ(std::get<ast::Name>(items[3].what).text, "redirects2go");
}

TEST(Names, TheArrowEndsAName) {
  const Parsed parsed("loadbalancer x { listener web http 80->back-end 8080 from any }");
  EXPECT_EQ(parsed.all_findings(), "");
  EXPECT_EQ(std::get<ast::Listener>(parsed.get<ast::Block>(0).statements.at(0).value).backend.text, "back-end");
}

TEST(Names, SixtyThreeCharactersAreTaken) {
  EXPECT_EQ(Parsed("group " + std::string(63, 'a') + " { b }").all_findings(), "");
  EXPECT_EQ(Parsed("group " + std::string(64, 'a') + " { b }").codes(), (std::vector<DiagnosticCode>{1011}));
}

}  // namespace
}  // namespace sgc
