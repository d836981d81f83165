// Every construct of the language, as the reference shows it, and the tree that it becomes.
#include "compiler/frontend/parse.h"

#include <gtest/gtest.h>

#include "tests/unit/frontend/parsed.h"

namespace sgc {
namespace {

const ast::Block& block(const Parsed& parsed, std::size_t index = 0) { return parsed.get<ast::Block>(index); }

const ast::Statement& statement(const ast::Block& block, std::string_view keyword) {
  for (const ast::Statement& statement : block.statements) {
    if (statement.keyword.text == keyword) return statement;
  }
  throw std::out_of_range(std::string(keyword));
}

template <class Value>
const Value& value(const ast::Block& block, std::string_view keyword) {
  return std::get<Value>(statement(block, keyword).value);
}

// The only rule of `securitygroup x { inbound { … } }`.
ast::Rule inbound_rule(const std::string& rule) {
  const Parsed parsed("securitygroup x { inbound { " + rule + " } }");
  EXPECT_EQ(parsed.all_findings(), "") << rule;
  return value<ast::RuleBlock>(block(parsed), "inbound").rules.at(0);
}

TEST(Parse, ReadsTheFirstPageOfTheReference) {
  const Parsed parsed(R"(include "common/offices.sg"

group clients { office, 192.0.2.10, file "feeds/partners.netset" }

loadbalancer edge {
  scheme public
  vip 203.0.113.80
  snat off
  listener web http 80 -> backend 8080 from clients
}

securitygroup backend {
  members 10.0.1.0/24
  inbound { allow ssh from office }
}

blacklist threats {
  deny file "feeds/drop.netset"
  except office
}

assert allow http from office to edge
assert deny  ssh  from any except office to backend
)");
  EXPECT_EQ(parsed.all_findings(), "");
  ASSERT_EQ(parsed.file.declarations.size(), 7U);
  EXPECT_EQ(parsed.get<ast::Include>(0).path.value, "common/offices.sg");
  EXPECT_EQ(parsed.get<ast::Group>(1).who.elements.size(), 3U);
  EXPECT_EQ(parsed.text(parsed.get<ast::Assertion>(6).span), "assert deny  ssh  from any except office to backend");
}

TEST(Parse, ReadsGroups) {
  const Parsed parsed("group g { a b, any4 any6, any, 192.0.2.1 2001:db8::/32, file \"x\" min 3 max 5 optional wide c, except d e, }");
  EXPECT_EQ(parsed.all_findings(), "");
  const ast::Who& who = parsed.get<ast::Group>(0).who;
  ASSERT_EQ(who.elements.size(), 9U);
  ASSERT_EQ(who.except.size(), 2U);
  EXPECT_EQ(std::get<ast::Name>(who.elements[1].what).text, "b");
  EXPECT_FALSE(std::get<ast::AnyAddress>(who.elements[2].what).v6);
  EXPECT_FALSE(std::get<ast::AnyAddress>(who.elements[3].what).v4);
  const ast::FeedRef& feed = *std::get<ast::Boxed<ast::FeedRef>>(who.elements[7].what);
  EXPECT_EQ(feed.path.value, "x");
  EXPECT_EQ(feed.min, 3U);
  EXPECT_EQ(feed.max, 5U);
  EXPECT_TRUE(feed.optional);
  EXPECT_TRUE(feed.wide);
  EXPECT_EQ(std::get<ast::Name>(who.elements[8].what).text, "c");
}

TEST(Parse, ReadsServices) {
  const Parsed parsed(R"(service s {
  tcp 80, 443, 8000 - 8099
  tcp
  udp 53 sport 1024-65535, 20,
  sctp sport 20, 21
  tcp 80, 81 sport 5
  icmp icmp echo-request icmp 3 icmp 3/4
  icmp6, icmp6 packet-too-big
  gre esp, ah proto 89
  all ssh
})");
  EXPECT_EQ(parsed.all_findings(), "");
  const auto& items = parsed.get<ast::Service>(0).items;
  ASSERT_EQ(items.size(), 17U);
  EXPECT_EQ(std::get<ast::PortItem>(items[0].what).destination,
            (std::vector<NumberRange>{{80, 80}, {443, 443}, {8000, 8099}}));
  EXPECT_EQ(parsed.text(items[0].span), "tcp 80, 443, 8000 - 8099");
  EXPECT_TRUE(std::get<ast::PortItem>(items[1].what).destination.empty());
  EXPECT_EQ(std::get<ast::PortItem>(items[2].what).source, (std::vector<NumberRange>{{1024, 65535}, {20, 20}}));
  EXPECT_EQ(std::get<ast::PortItem>(items[3].what).source, (std::vector<NumberRange>{{20, 20}, {21, 21}}));
  EXPECT_EQ(std::get<ast::PortItem>(items[4].what).destination, (std::vector<NumberRange>{{80, 80}, {81, 81}}));
  EXPECT_EQ(std::get<ast::PortItem>(items[4].what).source, (std::vector<NumberRange>{{5, 5}}));
  EXPECT_FALSE(std::get<ast::IcmpItem>(items[5].what).type);
  EXPECT_EQ(std::get<ast::IcmpItem>(items[6].what).type, 8);
  EXPECT_EQ(std::get<ast::IcmpItem>(items[8].what).type, 3);
  EXPECT_EQ(std::get<ast::IcmpItem>(items[8].what).code, 4);
  EXPECT_EQ(std::get<ast::IcmpItem>(items[10].what).type, 2);
  EXPECT_EQ(std::get<ast::ProtocolItem>(items[14].what).number, 89);
  EXPECT_EQ(std::get<ast::Name>(items[16].what).text, "ssh");
}

TEST(Parse, ReadsARuleWithEverything) {
  const ast::Rule rule = inbound_rule(
      "reject tcp 80, 443, ssh from office, 10.0.0.0/8 except 10.1.0.0/16, lab to self, any6 except x log \"p\" "
      "comment \"c\" owner \"o\" ticket \"T-1\" expires 2027-01-31 ignore SGC3004 \"why\" ignore SGC3005 \"so\"");
  EXPECT_EQ(rule.action, ast::Action::Reject);
  EXPECT_EQ(rule.services.size(), 2U);
  EXPECT_EQ(rule.from->elements.size(), 2U);
  EXPECT_EQ(rule.from->except.size(), 2U);
  EXPECT_EQ(rule.to->elements.size(), 2U);
  EXPECT_TRUE(std::holds_alternative<ast::SelfRef>(rule.to->elements[0].what));
  EXPECT_EQ(rule.options->log->prefix->value, "p");
  EXPECT_EQ(rule.options->comment->value, "c");
  EXPECT_EQ(rule.options->owner->value, "o");
  EXPECT_EQ(rule.options->ticket->value, "T-1");
  EXPECT_EQ(rule.options->expires->days, 20849);
  ASSERT_EQ(rule.options->ignores.size(), 2U);
  EXPECT_EQ(rule.options->ignores[1].code, 3005);
}

TEST(Parse, ReadsTwoListsAndTheirDefaults) {
  const Parsed parsed(R"(securitygroup x {
  inbound  { allow ssh from any  default reject log "n" comment "c" }
  outbound { allow udp 53 to any default allow deny all to lab }
})");
  EXPECT_EQ(parsed.all_findings(), "");
  const auto& in = value<ast::RuleBlock>(block(parsed), "inbound");
  EXPECT_EQ(in.rules.size(), 1U);
  ASSERT_EQ(in.defaults.size(), 1U);
  EXPECT_EQ(in.defaults[0].action, ast::Action::Reject);
  EXPECT_EQ(in.defaults[0].log->prefix->value, "n");
  const auto& out = value<ast::RuleBlock>(block(parsed), "outbound");
  EXPECT_EQ(out.rules.size(), 2U);
  EXPECT_EQ(out.defaults.size(), 1U);
  EXPECT_EQ(parsed.text(out.keyword), "outbound");
}

TEST(Parse, ReadsASecurityGroup) {
  const Parsed parsed(R"(securitygroup backend {
  description "application \"servers\"\n\t\\"
  owner "web"
  members 10.0.1.0/24, 2001:db8:1::/64
  members office
  network prod
  intra-group deny
  tags { team "web" "a key" "b" network "x" include "y" }
}
securitygroup partner { external members 192.0.2.0/28 })");
  EXPECT_EQ(parsed.all_findings(), "");
  EXPECT_EQ(value<ast::String>(block(parsed), "description").value, "application \"servers\"\n\t\\");
  EXPECT_EQ(value<ast::Who>(block(parsed), "members").elements.size(), 2U);
  EXPECT_EQ(value<ast::Name>(block(parsed), "network").text, "prod");
  EXPECT_EQ(value<ast::Name>(block(parsed), "intra-group").text, "deny");
  const auto& tags = value<std::vector<ast::Tag>>(block(parsed), "tags");
  ASSERT_EQ(tags.size(), 4U);
  EXPECT_EQ(tags[1].key.text, "a key");
  EXPECT_TRUE(std::holds_alternative<ast::Flag>(statement(block(parsed, 1), "external").value));
}

TEST(Parse, ReadsALoadBalancer) {
  const Parsed parsed(R"(loadbalancer edge {
  scheme  public
  kind    classic
  network prod
  created 2016-11-01
  vip     203.0.113.80
  addresses 10.0.0.0/24
  snat    off
  listener web http 80 -> backend 8080 from clients ignore
    SGC3020 "known"
  listener tls https 443->backend 8443 from any except a, ignore health tcp 9000
    ignore SGC3010 "one" ignore SGC3012 "two"
  inbound { allow ping from any }
})");
  EXPECT_EQ(parsed.all_findings(), "");
  EXPECT_EQ(value<ast::Date>(block(parsed), "created").days, 17106);
  const auto& tls = std::get<ast::Listener>(block(parsed).statements.at(8).value);
  EXPECT_EQ(tls.name.text, "tls");
  EXPECT_EQ(tls.protocol.text, "https");
  EXPECT_EQ(tls.port, 443);
  EXPECT_EQ(tls.backend.text, "backend");
  EXPECT_EQ(tls.backend_port, 8443);
  EXPECT_EQ(tls.from.except.size(), 2U);
  EXPECT_EQ(tls.health->port, 9000);
  ASSERT_EQ(tls.ignores.size(), 2U);
  EXPECT_EQ(tls.ignores[1].code, 3012);
  EXPECT_EQ(tls.ignores[1].reason.value, "two");
  EXPECT_EQ(std::get<ast::Listener>(block(parsed).statements.at(7).value).ignores.size(), 1U);
}

TEST(Parse, ReadsTheOtherBlocks) {
  const Parsed parsed(R"(instance web1 { addresses 10.0.1.11  groups backend, base  network prod }
acl public-subnet {
  subnets 10.0.0.0/24
  network prod
  derive
  inbound  { allow tcp 80 from any  allow tcp 1024-65535 from 10.0.0.0/16 }
  outbound { }
}
network prod { cidr 10.0.0.0/16, 2001:db8::/56  kind vpc }
blacklist threats {
  deny file "feeds/drop.netset", 198.51.100.66
  except office
  services all
  on edge, backend
  direction both
  log "blacklisted"
  established deny
}
prefixlist pl { external members 192.0.2.0/28 })");
  EXPECT_EQ(parsed.all_findings(), "");
  EXPECT_EQ(value<std::vector<ast::Name>>(block(parsed), "groups").size(), 2U);
  EXPECT_EQ(value<ast::RuleBlock>(block(parsed, 1), "inbound").rules.size(), 2U);
  EXPECT_EQ(value<ast::Name>(block(parsed, 2), "kind").text, "vpc");
  EXPECT_EQ(block(parsed, 3).statements.size(), 7U);
  EXPECT_EQ(value<ast::Name>(block(parsed, 3), "established").text, "deny");
  EXPECT_EQ(value<ast::Log>(block(parsed, 3), "log").prefix->value, "blacklisted");
  EXPECT_EQ(block(parsed, 4).kind, ast::BlockKind::PrefixList);
}

TEST(Parse, ReadsTargets) {
  const Parsed parsed(R"(target nftables { priority -10  counters on log-rate "10/minute" }
target aws { region "us-east-1"  bind prod "vpc-0123", backend "sg-0aaa"  deny-as acl quota rules-per-group 200 bind edge "sg-0bbb" })");
  EXPECT_EQ(parsed.all_findings(), "");
  const auto& nftables = parsed.get<ast::Target>(0);
  ASSERT_EQ(nftables.options.size(), 3U);
  EXPECT_EQ(std::get<std::int64_t>(nftables.options[0].value), -10);
  EXPECT_EQ(std::get<ast::Name>(nftables.options[1].value).text, "on");
  const auto& aws = parsed.get<ast::Target>(1);
  EXPECT_EQ(aws.bindings.size(), 3U);
  ASSERT_EQ(aws.options.size(), 3U);
  EXPECT_EQ(aws.options[2].subject->text, "rules-per-group");
  EXPECT_EQ(std::get<std::int64_t>(aws.options[2].value), 200);
}

}  // namespace
}  // namespace sgc
