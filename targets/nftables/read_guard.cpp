#include "targets/nftables/read_guard.h"

#include <algorithm>
#include <map>

#include "targets/nftables/outlook.h"

namespace sgc::nftables {
namespace {

// Of one family: what is said of the other is not in the way.
class ReadLookout {
 public:
  ReadLookout(const ReadTable& table, Family family) : table_(table), family_(family) {}

  Outlook of(const ReadChain& chain) {
    Outlook all;
    for (const ReadStatement& statement : chain.statements) all.add_behind(of(statement));
    return all;
  }

 private:
  Outlook of(const ReadStatement& statement) {
    switch (statement.kind) {
      case ReadStatement::Kind::Log: return {};
      case ReadStatement::Kind::Fixed: return Outlook::of_verdict(ir::Verdict::Allow);  // the frame only lets through
      case ReadStatement::Kind::Rule:
      case ReadStatement::Kind::Elements: break;
    }
    Outlook any;
    for (const ReadElement& element : statement.map.empty() ? statement.elements : table_.maps.find(statement.map)->second) {
      if (!element.region.source.empty(family_) && !element.region.destination.empty(family_)) any.add_beside(of(element.verdict));
    }
    return statement.asks_intervals ? any.behind_intervals() : any;
  }

  Outlook of(const ReadVerdict& verdict) {
    switch (verdict.kind) {
      case ReadVerdict::Kind::Accept: return Outlook::of_verdict(ir::Verdict::Allow);
      case ReadVerdict::Kind::Drop: return Outlook::of_verdict(ir::Verdict::Deny);
      case ReadVerdict::Kind::Reject: return Outlook::of_verdict(ir::Verdict::Reject);
      case ReadVerdict::Kind::Goto:
      case ReadVerdict::Kind::Jump: break;
    }
    const auto [known, is_new] = seen_.try_emplace(verdict.chain);  // chains that lead back to themselves end here
    if (!is_new) return known->second;
    const auto chain = table_.chains.find(verdict.chain);
    if (chain == table_.chains.end()) return {};
    const Outlook found = of(chain->second);
    return seen_[verdict.chain] = found;
  }

  const ReadTable& table_;
  Family family_;
  std::map<std::string, Outlook> seen_;  // by chain
};

}  // namespace

bool opens_without_guard(const ReadTable& table, const ReadChain& base) {
  return std::any_of(std::begin(kFamilies), std::end(kFamilies), [&](Family family) {
    Outlook list = ReadLookout(table, family).of(base);
    if (base.policy == "accept") list.add_behind(Outlook::of_verdict(ir::Verdict::Allow));
    return list.opens;
  });
}

}  // namespace sgc::nftables
