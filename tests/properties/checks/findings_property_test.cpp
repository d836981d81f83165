// Findings about lists against enumeration: worlds so small that every packet can be looked at, random lists over them,
// and for every rule what must be said of it, and what must not.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "compiler/checks/run_checks.h"
#include "compiler/diag/catalog.h"
#include "compiler/driver/packet_query.h"
#include "compiler/space/verdicts.h"
#include "tests/night.h"
#include "tests/properties/space/small_world.h"

namespace sgc::checks {
namespace {

using Codes = std::set<DiagnosticCode>;

constexpr std::uint32_t kRuleLength = 8;  // of the text that stands for a rule: a line

Span span_of_rule(std::size_t rule) {
  const auto begin = static_cast<std::uint32_t>(rule) * kRuleLength;
  return {FileId{0}, begin, begin + kRuleLength - 1};
}
std::size_t rule_of(const Span& span) { return span.begin / kRuleLength; }

// A security group with the world's list as its inbound list, each rule on a line of its own. `own` are its members.
ir::Policy policy_of(const space::SmallWorld& world, const ir::RuleList& list, AddressSet own) {
  ir::Policy policy = world.policy();
  ir::Point point;
  point.name = "web";
  point.part = ir::SecurityGroupPart{};
  point.addresses = policy.sets.addresses.intern(std::move(own));
  point.inbound = list;
  point.outbound.otherwise.verdict = ir::Verdict::Allow;
  for (std::size_t rule = 0; rule < list.rules.size(); ++rule) {
    point.inbound.rules[rule].span = span_of_rule(rule);
    point.inbound.rules[rule].declared_in = ir::PointId{0};
  }
  point.inbound.otherwise.span = span_of_rule(list.rules.size());
  point.inbound.span = point.inbound.otherwise.span;
  policy.points = {point};
  return policy;
}

std::string lines(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i <= count; ++i) text += std::string(kRuleLength - 1, 'x') + "\n";
  return text;
}

bool same_class(ir::Verdict a, ir::Verdict b) { return (a == ir::Verdict::Allow) == (b == ir::Verdict::Allow); }

// What is to be said of each rule, by looking at every packet.
class Truths {
 public:
  Truths(const space::SmallWorld& world, const ir::Policy& policy)
      : policy_(policy), list_(policy.points.front().inbound), deciders_(world.deciders(list_)) {
    for (const ir::Rule& rule : list_.rules) packets_.push_back(world.packets_of(rule));
    const AddressSet any = unite(AddressSet::any(Family::V4), AddressSet::any(Family::V6));
    AddressSet here = policy.addresses(policy.points.front().addresses);
    has_members_ = !here.empty();
    for (const Family family : kFamilies) {
      if (here.empty(family)) here = unite(here, AddressSet::any(family));
    }
    comes_here_ = world.packets_of(any, here, ServiceSet::all());
  }

  Codes codes_of(std::size_t rule) const {
    if (count(rule) == 0) return {};
    const bool alive = std::find(deciders_.begin(), deciders_.end(), rule) != deciders_.end();
    if (alive && late_here(rule)) return {kind::LateDeny.code};
    if (alive) return needless(rule) ? Codes{kind::Redundancy.code} : Codes{};
    if (!somebody_disagrees(rule)) return {kind::Redundancy.code};
    const bool late = verdict(rule) != ir::Verdict::Allow && covered(rule, [&](std::size_t other) {
      return other < rule && verdict(other) == ir::Verdict::Allow;
    });
    const bool repeats = covered(rule, [&](std::size_t other) {
      return other < rule && same_class(verdict(other), verdict(rule));
    });
    if (late) return {kind::LateDeny.code};
    return {repeats ? kind::Redundancy.code : kind::Shadowing.code};
  }

  // Of the rule's packets, or of those that come to the point's own addresses.
  template <class Keeps>
  bool covered(std::size_t rule, Keeps keeps, bool here = false) const {
    for (std::size_t packet = 0; packet < deciders_.size(); ++packet) {
      if (!packets_[rule][packet] || (here && !comes_here_[packet])) continue;
      bool in_some = false;
      for (std::size_t other = 0; other < list_.rules.size() && !in_some; ++other) {
        in_some = other != rule && packets_[other][packet] && keeps(other);
      }
      if (!in_some) return false;
    }
    return true;
  }

  // A deny that decides packets, and none that come here: earlier allows have all of these, and decide some.
  bool late_here(std::size_t rule) const {
    if (!has_members_ || verdict(rule) == ir::Verdict::Allow) return false;
    bool allowed = false;
    for (std::size_t packet = 0; packet < deciders_.size(); ++packet) {
      if (!packets_[rule][packet] || !comes_here_[packet]) continue;
      allowed = allowed || (deciders_[packet] < rule && verdict(deciders_[packet]) == ir::Verdict::Allow);
    }
    return allowed && covered(rule, [&](std::size_t other) {
      return other < rule && verdict(other) == ir::Verdict::Allow;
    }, true);
  }

 private:
  ir::Verdict verdict(std::size_t rule) const {
    return rule < list_.rules.size() ? list_.rules[rule].verdict : list_.otherwise.verdict;
  }
  std::size_t count(std::size_t rule) const {
    return static_cast<std::size_t>(std::count(packets_[rule].begin(), packets_[rule].end(), true));
  }
  bool somebody_disagrees(std::size_t rule) const {
    for (std::size_t packet = 0; packet < deciders_.size(); ++packet) {
      if (packets_[rule][packet] && !same_class(verdict(deciders_[packet]), verdict(rule))) return true;
    }
    return false;
  }
  bool logs_alike(std::size_t rule, std::size_t other) const {
    const ir::RuleNotes& own = policy_.notes_of(list_.rules[rule]);
    if (!own.log) return true;
    if (other == list_.rules.size()) return list_.otherwise.log && list_.otherwise.log_prefix == own.log_prefix;
    const ir::RuleNotes& its = policy_.notes_of(list_.rules[other]);
    return its.log && its.log_prefix == own.log_prefix;
  }
  bool needless(std::size_t rule) const {
    for (std::size_t packet = 0; packet < deciders_.size(); ++packet) {
      if (deciders_[packet] != rule) continue;
      std::size_t next = rule + 1;
      while (next < list_.rules.size() && !packets_[next][packet]) ++next;
      const bool rejects = verdict(rule) == ir::Verdict::Reject;
      const bool same = same_class(verdict(next), verdict(rule)) && (!rejects || verdict(next) == ir::Verdict::Reject);
      if (!same || !logs_alike(rule, next)) return false;
    }
    return true;
  }

  const ir::Policy& policy_;
  const ir::RuleList& list_;
  std::vector<std::size_t> deciders_;
  std::vector<std::vector<bool>> packets_;
  std::vector<bool> comes_here_;  // where the point has addresses of the packet's family, it is to these
  bool has_members_ = false;
};

// "tcp … is denied either way": the packet, and what the list must say of it.
void expect_true(const std::string& text, const ir::Policy& policy) {
  const std::size_t verb = text.find(" is ");
  ASSERT_NE(verb, std::string::npos) << text;
  if (text.starts_with("icmp ") || text.starts_with("icmp6 ")) return;  // in the other family: no query says it
  const auto parsed = driver::parse_packet_query(text.substr(0, verb), policy);
  const auto* query = std::get_if<driver::PacketQuery>(&parsed);
  ASSERT_NE(query, nullptr) << text;
  const Address source = *query->from.addresses.front();
  const Address destination = *query->to.addresses.front();
  const ir::Packet packet{source.family, query->protocol,  source.value,
                          destination.value, query->a.first, query->b.first};
  const ir::Verdict verdict = ir::evaluate(policy, policy.points.front().inbound, packet).verdict;
  const std::map<ir::Verdict, std::string> words = {
      {ir::Verdict::Allow, "allowed"}, {ir::Verdict::Deny, "denied"}, {ir::Verdict::Reject, "rejected"}};
  EXPECT_EQ(text.substr(verb + 4, words.at(verdict).size()), words.at(verdict)) << text;
}

// The rules that a finding blames cover the dead rule, and none of them can be left out.
void expect_blame(const Diagnostic& finding, std::size_t rule, const Truths& truths) {
  const bool here = finding.message.find("that comes to") != std::string::npos;
  std::set<std::size_t> blamed;
  for (const DiagnosticNote& note : finding.notes) {
    const bool opponent = note.message.find("before that") != std::string::npos;
    if (note.where.known() && !opponent) blamed.insert(rule_of(note.where));
  }
  ASSERT_FALSE(blamed.empty());
  EXPECT_TRUE(truths.covered(rule, [&](std::size_t other) { return blamed.contains(other); }, here));
  for (const std::size_t one : blamed) {
    EXPECT_FALSE(truths.covered(rule, [&](std::size_t other) { return other != one && blamed.contains(other); }, here));
  }
}

bool blames(const Diagnostic& finding) {
  for (const char* const text : {"takes every", "take every", "covers every", "cover every"}) {
    if (finding.message.find(text) != std::string::npos) return true;
  }
  return false;
}

// What stands in for a needless rule has, with the earlier rules, all of it, and none can be left out.
void expect_stand_ins(const Diagnostic& finding, std::size_t rule, std::size_t rules, const Truths& truths) {
  std::set<std::size_t> named;
  for (const DiagnosticNote& note : finding.notes) {
    if (note.where.known()) named.insert(rule_of(note.where));
  }
  if (named.contains(rules)) {  // the default has everything
    EXPECT_EQ(named.size(), 1U);
    return;
  }
  const auto covers = [&](const std::set<std::size_t>& others) {
    return truths.covered(rule, [&](std::size_t other) { return other < rule || others.contains(other); });
  };
  EXPECT_TRUE(named.empty() || covers(named));
  for (const std::size_t one : named) {
    std::set<std::size_t> rest = named;
    rest.erase(one);
    EXPECT_FALSE(covers(rest));
  }
}

std::uint64_t seeds() { return at_night() ? 20'000 : 600; }

TEST(ListFindings, SayOfEveryRuleWhatEnumerationSays) {
  std::map<DiagnosticCode, std::size_t> said;
  std::size_t rules = 0;
  std::size_t late_here = 0;
  for (std::uint64_t seed = 1; seed <= seeds(); ++seed) {
    SCOPED_TRACE(seed);
    space::SmallWorld world(seed);
    const ir::RuleList& list = world.add_list();
    const bool has_members = seed % 2 == 0;  // few, so that rules for all of them are no rarity
    const AddressSet members = has_members ? intersect(world.random_addresses(), world.random_addresses()) : AddressSet{};
    const ir::Policy policy = policy_of(world, list, members);
    const Truths truths(world, policy);
    rules += list.rules.size();

    SourceMap sources;
    sources.add("policy.sg", lines(list.rules.size()));
    Sink sink;
    run_checks(policy, sources, {}, sink);
    sink.finish();

    std::map<std::size_t, Codes> found;
    const Codes looked_at = {kind::Shadowing.code, kind::Redundancy.code, kind::LateDeny.code};
    for (const Diagnostic& finding : sink.all()) {
      if (!looked_at.contains(finding.code)) continue;
      const std::size_t rule = rule_of(finding.where);
      found[rule].insert(finding.code);
      ++said[finding.code];
      expect_true(finding.packet, policy);
      if (blames(finding)) {
        late_here += finding.message.find("that comes to") != std::string::npos ? 1 : 0;
        expect_blame(finding, rule, truths);
      } else if (finding.message.find("without it") != std::string::npos) {
        expect_stand_ins(finding, rule, list.rules.size(), truths);
      }
    }
    for (std::size_t rule = 0; rule < list.rules.size(); ++rule) {
      ASSERT_EQ(found[rule], truths.codes_of(rule)) << "rule " << rule << " of " << list.rules.size();
    }
  }
  for (const DiagnosticCode code : {kind::Shadowing.code, kind::Redundancy.code, kind::LateDeny.code}) {
    EXPECT_GT(said[code], seeds() / 20) << "SGC" << code << " was hardly ever to be said";
  }
  EXPECT_GT(late_here, seeds() / 200) << "a deny was hardly ever too late for the point alone";
  EXPECT_GT(rules, seeds());
}

}  // namespace
}  // namespace sgc::checks
