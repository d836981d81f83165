// Collects the parts of one file's Model while its lists are lowered: every set, service and effect once, and only
// those that some line uses.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>

#include "targets/nftables/model.h"
#include "targets/nftables/services.h"

namespace sgc::nftables {

// What a line asks beside the service.
struct LineTests {
  Line::Scope scope = Line::Scope::BothFamilies;
  AddressTest source;
  AddressTest destination;
};

class TableBuilder {
 public:
  // Before: everything that is passed outlives the builder.
  TableBuilder(const ir::Policy& policy, Services& services, Model& model);

  const ir::Policy& policy() const { return policy_; }
  Services& services() { return services_; }
  const Services& services() const { return services_; }
  Model& model() { return model_; }
  const Limits& limits() const { return model_.options.limits; }

  // What a line has to ask so that the address is in `who`, as far as its family goes: nothing where all of the
  // family is. Before: `who` has addresses of the family.
  AddressTest address_test(ir::WhoId who, Family family, bool source);

  Index service_test(Index part);
  Index effect(Effect effect);

  // The chain that does what the effect says, whatever packet comes to it.
  Index effect_chain(Index effect);

  // The effect of a new chain that asks other rules before it does what `effect` says.
  Index add_exceptions(std::string name, ir::Direction direction, Line::Scope sees, Statements statements, Index effect);

  // Appends the line, or the two lines that one takes where the effect answers TCP in another way than the rest.
  void add_line(Statements& to, const LineTests& tests, Index part, Index effect, Index rule = kNoIndex);

  // A new chain; its name is `name`, with a number where a chain of that name is there already.
  Index add_chain(std::string name, ir::Direction direction, Line::Scope sees, Statements statements);
  std::string map_name(std::string name) { return unique(std::move(name), map_names_); }

 private:
  using Names = std::map<std::string, unsigned, std::less<>>;

  Index named_addresses(ir::WhoId who, Family family, bool source);
  Index named_numbers(const Numbers& numbers, NumberSetDecl::Type type);
  static std::string unique(std::string name, Names& taken);

  const ir::Policy& policy_;
  Services& services_;
  Model& model_;
  bool name_everything_ = false;
  std::unordered_map<std::uint64_t, AddressTest> tests_;  // by who, family and side
  std::unordered_map<std::string, Index> address_sets_;   // by name
  std::map<Numbers, Index> number_sets_[2];               // by type
  std::unordered_map<Index, Index> service_tests_;        // by part
  std::map<std::string, std::vector<Index>, std::less<>> effects_;  // by prefix
  Names chain_names_;
  Names map_names_;
};

}  // namespace sgc::nftables
