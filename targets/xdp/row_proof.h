// The proof for a list that is decided by rows: each row decides like the rules of its source set, each address asks
// the rows of the sets that it lies in, and no others; within rows that are asked by pairs the same for destinations.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "targets/xdp/meant_rules.h"

namespace sgc::targets::xdp {

class RowProof {
 public:
  RowProof(const ir::Policy& policy, const ir::RuleList& list, const Tables& tables,
           const std::array<std::optional<ClassMap>, kAddressFields>& maps, const MeantRules& meant, Family family)
      : policy_(policy), list_(list), tables_(tables), made_(tables.of(family)), maps_(maps), meant_(meant) {}

  // A packet that is decided otherwise, or nothing. Throws host::Unreadable where it cannot be told.
  std::optional<ProofPacket> run();

 private:
  using Rules = std::vector<const MeantRule*>;
  using SetsOfClass = std::map<std::uint32_t, std::vector<const MeantSide*>>;

  struct Group {  // the rules of one source
    Rules rules;
    std::optional<Row> row;
  };
  struct PairRules {  // the rules of one pair, as the entries of its names have them
    SetName destination = 0;
    Rules rules;
  };

  std::set<Row> rows_in_lists() const;
  void find_rows(const std::set<Row>& rows);
  void note_row(Row row);
  const MeantRule* least_rule(Row row) const;
  void read_pairs(const std::set<Row>& rows);
  void prove_lists(Field field) const;
  void prove_names(Field field) const;
  void prove_row(const MeantSide& source, const Group& group);
  void prove_pairs(const MeantSide& source, const Group& group, SetName name);
  void prove_walk(Word root, const std::vector<ProofBox>& boxes, const FieldOrder& order, const MeantSide& source);
  bool take(const ValueBox& box, const MeantSide& source);
  std::vector<const MeantSide*> sides_of_rows(std::uint32_t place) const;

  const ir::Policy& policy_;
  const ir::RuleList& list_;
  const Tables& tables_;
  const FamilyTables& made_;
  const std::array<std::optional<ClassMap>, kAddressFields>& maps_;
  const MeantRules& meant_;

  std::map<MeantSide, Group> groups_;
  std::map<Row, const MeantSide*> source_of_row_;
  std::map<SetName, std::vector<std::size_t>> entries_of_;       // by the name of the source
  std::map<SetName, const MeantSide*> destination_of_name_;      // those that some entry of this family has
  std::map<MeantSide, SetName> name_of_destination_;
  std::optional<ProofPacket> difference_;
  std::string hidden_;  // why something was found otherwise that no packet showed
};

}  // namespace sgc::targets::xdp
