// From rules to lines: what one line of iptables can test and do, and what needs several. Interns what lines share.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "targets/iptables/model.h"

namespace sgc::iptables {

// What happens to a packet that a rule takes.
struct Effect {
  ir::Verdict verdict = ir::Verdict::Deny;
  Index log_prefix = kNoIndex;  // kNoIndex: no log
  Index rule = kNoIndex;        // whose it is
};

class LineMaker {
 public:
  LineMaker(const ir::Policy& policy, host::Services& services, Model& model) : policy_(policy), services_(services), model_(model) {}

  // Appends the lines that say the rule in this family, none where it matches nothing there; chains that they need are
  // in the table by then. Each packet that the rule takes is taken by one of them, and no other packet is.
  void append_rule(const ir::Rule& rule, const Effect& effect, ir::Direction direction, Family family, std::vector<Line>& lines);

  // Appends the lines that do this to whatever comes to them.
  void append_everything(const Effect& effect, std::vector<Line>& lines);

  Index log_prefix(std::string quoted);
  Index service(ServiceTest test);
  Index prefix(Prefix prefix);

  // A new chain for this list, still empty.
  Index add_chain(ir::Direction direction, Family family);

  const ir::Policy& policy() const { return policy_; }
  Model& model() { return model_; }
  Table& table(Family family) { return model_.tables[static_cast<std::size_t>(family)]; }

 private:
  AddressTest address_test(ir::WhoId who, Family family);
  Index set_of(ir::WhoId who, Family family);
  const std::vector<Index>& tests_of(Index part);
  Index log_chain(const Effect& effect, ir::Direction direction, Family family);

  const ir::Policy& policy_;
  host::Services& services_;
  Model& model_;
  std::map<std::pair<std::uint32_t, Family>, Index> sets_;  // by address set
  std::set<std::string> set_names_;
  std::map<ServiceTest, Index> service_index_;
  std::map<Index, std::vector<Index>> tests_by_part_;
  std::array<std::size_t, 2> chain_numbers_{};  // the last number given, by family
};

}  // namespace sgc::iptables
