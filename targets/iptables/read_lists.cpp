#include "targets/iptables/read_lists.h"

#include <fmt/format.h>

#include "compiler/net/protocol.h"
#include "targets/iptables/read_words.h"

namespace sgc::iptables {
namespace {

constexpr std::size_t kMostChains = 16;           // that a packet of iptables-nft may be in at once
constexpr std::size_t kMostRules = 20'000'000;    // of a list: what more would take no patience bears

class Walk {
 public:
  Walk(const ReadTable& table, std::optional<ir::Verdict> otherwise, ir::Policy& policy) : found(policy), table_(table), otherwise_(otherwise) {}

  // Everything that packets of this region meet from here on, with what they come back to at the end of the section.
  void walk(const Section& section, const Region& region, std::vector<Section> back, std::size_t depth, host::LogPrefix logged) {
    if (depth > kMostChains) throw Unreadable(0, "chains lead on without end");
    for (std::size_t i = section.begin; i < section.end; ++i) {
      const ReadRule& rule = section.chain->rules[i];
      if (rule.frame) throw Unreadable(rule.line, "a line of the frame stands inside a list");
      const Region taken = intersect(rule.region, region);
      if (taken.empty()) continue;
      if (rule.verdict.kind == ReadVerdict::Kind::Log) {
        if (taken != region || logged) throw Unreadable(rule.line, "this is no log that sgc writes");
        logged = rule.log_prefix;
        continue;
      }

      std::vector<Section> after = back;
      if (rule.verdict.kind == ReadVerdict::Kind::Jump) after.push_back({section.chain, i + 1, section.end});
      follow(rule, taken, std::move(after), depth, logged);
      if (taken == region) return;
    }
    fall_out(region, std::move(back), depth, logged);
  }

  host::RegionRules found;
  host::Logs logs;                // of the rules found
  std::vector<bool> tcp_by_icmp;  // see ReadList

 private:
  void follow(const ReadRule& rule, const Region& taken, std::vector<Section> after, std::size_t depth, const host::LogPrefix& logged) {
    switch (rule.verdict.kind) {
      case ReadVerdict::Kind::Accept: return add(taken, ir::Verdict::Allow, rule.line, logged);
      case ReadVerdict::Kind::Drop: return add(taken, ir::Verdict::Deny, rule.line, logged);
      case ReadVerdict::Kind::Reject: return reject(rule, taken, logged);
      case ReadVerdict::Kind::Log: return;
      case ReadVerdict::Kind::Goto:
      case ReadVerdict::Kind::Jump: break;
    }
    const ReadChain& chain = table_.find(rule.verdict.chain)->second;
    walk({&chain, 0, chain.rules.size()}, taken, std::move(after), depth + 1, logged);
  }

  void fall_out(const Region& region, std::vector<Section> back, std::size_t depth, const host::LogPrefix& logged) {
    if (back.empty()) {
      if (!otherwise_) throw Unreadable(0, "packets fall out of the list's chain");
      return add(region, *otherwise_, 0, logged);
    }
    const Section next = back.back();
    back.pop_back();
    walk(next, region, std::move(back), depth, logged);
  }

  // TCP that is not answered as TCP is a rule of its own.
  void reject(const ReadRule& rule, const Region& taken, const host::LogPrefix& logged) {
    static const ServiceSet kTcp = ServiceSet::of_protocol(protocol::kTcp);
    const Region tcp{taken.source, taken.destination, intersect(taken.service, kTcp)};
    if (!rule.verdict.resets && !tcp.empty()) {
      add(tcp, ir::Verdict::Reject, rule.line, logged);
      tcp_by_icmp.back() = true;
    }
    add(taken, ir::Verdict::Reject, rule.line, logged);
  }

  void add(const Region& region, ir::Verdict verdict, std::size_t line, const host::LogPrefix& logged) {
    if (found.rules.size() == kMostRules) throw Unreadable(line, "the list has more ways than can be walked");
    found.add(region, verdict, line);
    logs.rules.push_back(logged);
    tcp_by_icmp.push_back(false);
  }

  const ReadTable& table_;
  std::optional<ir::Verdict> otherwise_;
};

}  // namespace

ReadList read_section(const ReadTable& table, const Section& section, Family family, std::optional<ir::Verdict> otherwise, ir::Policy& policy) {
  Walk walk(table, otherwise, policy);
  walk.walk(section, {AddressSet::any(family), AddressSet::any(family), ServiceSet::all(family)}, {}, 1, std::nullopt);

  ReadList read;
  read.list.rules = std::move(walk.found.rules);
  read.list.otherwise.verdict = otherwise.value_or(ir::Verdict::Deny);
  read.lines = std::move(walk.found.lines);
  read.logs = std::move(walk.logs);
  read.tcp_by_icmp = std::move(walk.tcp_by_icmp);
  return read;
}

}  // namespace sgc::iptables
