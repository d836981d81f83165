#include "targets/nftables/read_lists.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "compiler/net/protocol.h"
#include "targets/nftables/read_disjoint.h"

namespace sgc::nftables {
namespace {

constexpr std::size_t kMostChains = 16;  // that a packet may be in at once: the kernel's limit

// Rules in the making, and the sets that they are made of.
class Walk {
 public:
  Walk(const ReadTable& table, ir::Policy& policy) : found_(policy), logs_(policy), table_(table), log_some_(table.logs_some()) {}

  // The statements of a base chain from `begin` on, up to the next fixed line; where that is.
  std::size_t walk_base(const ReadChain& chain, std::size_t begin) {
    std::size_t i = begin;
    for (; i < chain.statements.size() && chain.statements[i].kind != ReadStatement::Kind::Fixed; ++i) {
      walk(chain.statements[i], Region(), 1);
    }
    return i;
  }

  bool empty() const { return found_.rules.empty() && logs_.rules.empty(); }

  // Before: the walk is over.
  ReadSection take(ir::Verdict otherwise) {
    ReadSection section;
    section.list.rules = std::move(found_.rules);
    section.list.otherwise.verdict = otherwise;
    section.lines = std::move(found_.lines);
    section.tcp_by_icmp = std::move(tcp_by_icmp_);
    section.log_list.rules = std::move(logs_.rules);
    section.logs.rules = std::move(prefixes_);
    section.log_lines = std::move(logs_.lines);
    return section;
  }

 private:
  void walk(const ReadStatement& statement, const Region& region, std::size_t depth) {
    switch (statement.kind) {
      case ReadStatement::Kind::Log: return log(intersect(statement.elements.front().region, region), statement.elements.front());
      case ReadStatement::Kind::Fixed: throw Unreadable(statement.line, "a line of the frame stands inside a list");
      case ReadStatement::Kind::Rule: return follow(statement.elements.front(), region, depth);
      case ReadStatement::Kind::Elements: break;
    }
    const auto& elements = statement.map.empty() ? statement.elements : table_.maps.find(statement.map)->second;
    if (const auto pair = find_shared_packet(elements)) {
      throw Unreadable(pair->second, fmt::format("this element shares packets with that of line {}", pair->first));
    }
    for (const ReadElement& element : merged_by_chain(elements)) follow(element, region, depth);
  }

  // Elements that go on in one chain, as one where they differ in the source or in the destination alone.
  static std::vector<ReadElement> merged_by_chain(const std::vector<ReadElement>& elements) {
    std::vector<ReadElement> merged;
    std::map<std::string, std::vector<const ReadElement*>> by_chain;
    for (const ReadElement& element : elements) {
      if (element.verdict.kind == ReadVerdict::Kind::Jump) {
        by_chain[element.verdict.chain].push_back(&element);
      } else {
        merged.push_back(element);
      }
    }
    for (const auto& [chain, same] : by_chain) {
      merged.push_back(*same.front());
      merged.back().region.source = union_of(same, &Region::source);
      merged.back().region.destination = union_of(same, &Region::destination);
    }
    return merged;
  }

  static AddressSet union_of(const std::vector<const ReadElement*>& elements, AddressSet Region::*side) {
    std::vector<RangeV4> v4;
    std::vector<RangeV6> v6;
    for (const ReadElement* element : elements) {
      const AddressSet& set = element->region.*side;
      v4.insert(v4.end(), set.v4().begin(), set.v4().end());
      v6.insert(v6.end(), set.v6().begin(), set.v6().end());
    }
    return AddressSet::from_ranges(std::move(v4), std::move(v6));
  }

  void follow(const ReadElement& element, const Region& around, std::size_t depth) {
    const Region region = intersect(element.region, around);
    if (region.empty()) return;
    if (element.verdict.logged) log(region, element);
    switch (element.verdict.kind) {
      case ReadVerdict::Kind::Accept: return decide(region, ir::Verdict::Allow, element.line);
      case ReadVerdict::Kind::Drop: return decide(region, ir::Verdict::Deny, element.line);
      case ReadVerdict::Kind::Reject: return reject(region, element);
      case ReadVerdict::Kind::Jump:
      case ReadVerdict::Kind::Goto: break;
    }

    const auto chain = table_.chains.find(element.verdict.chain);
    if (chain == table_.chains.end() || !chain->second.hook.empty() || depth == kMostChains) {
      throw Unreadable(element.line, fmt::format("no packet can go on in chain '{}'", element.verdict.chain));
    }
    // What falls out of a chain that was gone to would pass over the rest of this one.
    if (element.verdict.kind == ReadVerdict::Kind::Goto && !decides_all(chain->second, region, depth)) {
      throw Unreadable(element.line, fmt::format("chain '{}' does not decide everything that goes to it", chain->first));
    }
    for (const ReadStatement& statement : chain->second.statements) walk(statement, region, depth + 1);
  }

  // A packet is logged where a log takes it before a line that decides does: so both are rules of one list, and its first
  // match says which it was.
  void log(const Region& region, const ReadElement& by) {
    if (region.empty()) return;
    logs_.add(region, ir::Verdict::Deny, by.line);
    prefixes_.push_back(by.verdict.logged);
  }

  // TCP that is not answered as TCP is a rule of its own.
  void reject(const Region& region, const ReadElement& by) {
    static const ServiceSet kTcp = ServiceSet::of_protocol(protocol::kTcp);
    const Region tcp{region.source, region.destination, sgc::intersect(region.service, kTcp)};
    if (!by.verdict.resets && !tcp.empty()) {
      decide(tcp, ir::Verdict::Reject, by.line);
      tcp_by_icmp_.back() = true;
    }
    decide(region, ir::Verdict::Reject, by.line);
  }

  void decide(const Region& region, ir::Verdict verdict, std::size_t line) {
    found_.add(region, verdict, line);
    tcp_by_icmp_.push_back(false);
    if (!log_some_) return;
    logs_.add(region, verdict, line);
    prefixes_.emplace_back();
  }

  // Whether one of the chain's lines takes every packet of the region that comes to it.
  bool decides_all(const ReadChain& chain, const Region& region, std::size_t depth) const {
    if (depth == kMostChains) return false;
    return std::any_of(chain.statements.begin(), chain.statements.end(), [&](const ReadStatement& statement) {
      if (statement.kind != ReadStatement::Kind::Rule) return false;
      const ReadElement& element = statement.elements.front();
      if (element.verdict.kind == ReadVerdict::Kind::Jump || !holds(element.region, region)) return false;
      if (element.verdict.kind != ReadVerdict::Kind::Goto) return true;

      const auto next = table_.chains.find(element.verdict.chain);
      return next != table_.chains.end() && decides_all(next->second, region, depth + 1);
    });
  }

  static bool holds(const Region& outer, const Region& inner) {
    const Region both = intersect(outer, inner);
    return both.source == inner.source && both.destination == inner.destination && both.service == inner.service;
  }

  host::RegionRules found_;
  std::vector<bool> tcp_by_icmp_;  // of each rule found
  host::RegionRules logs_;
  std::vector<host::LogPrefix> prefixes_;  // of each rule of logs_
  const ReadTable& table_;
  bool log_some_;
};

bool lets_running_connections_through(const std::string& line) { return line.starts_with("ct state "); }

}  // namespace

const ReadChain& base_chain(const ReadTable& table, ir::Direction direction) {
  const std::string_view hook = direction == ir::Direction::Inbound ? "input" : "output";
  const ReadChain* found = nullptr;
  for (const auto& [name, chain] : table.chains) {
    if (chain.hook != hook) continue;
    if (found != nullptr) throw Unreadable(0, fmt::format("two chains are hooked to {}", hook));
    found = &chain;
  }
  if (found == nullptr) throw Unreadable(0, fmt::format("no chain is hooked to {}", hook));
  return *found;
}

ReadList read_list(const ReadTable& table, ir::Direction direction, ir::Policy& policy) {
  const ReadChain& chain = base_chain(table, direction);
  ReadList read;
  Walk early(table, policy);
  Walk late(table, policy);
  bool established = false;
  for (std::size_t i = 0; i < chain.statements.size();) {
    const ReadStatement& statement = chain.statements[i];
    if (statement.kind == ReadStatement::Kind::Fixed) {
      if (!late.empty()) throw Unreadable(statement.line, "a line of the frame stands behind the list");
      established = established || lets_running_connections_through(statement.text);
      read.frame.push_back(statement.text);
      ++i;
      continue;
    }
    if (!established) read.frame.emplace_back();
    i = (established ? late : early).walk_base(chain, i);
  }

  read.early = early.take(ir::Verdict::Allow);
  read.late = late.take(chain.policy == "accept" ? ir::Verdict::Allow : ir::Verdict::Deny);
  return read;
}

}  // namespace sgc::nftables
