#include "targets/nftables/print.h"

#include "targets/host/writer.h"
#include "targets/nftables/print_parts.h"

namespace sgc::nftables {
namespace {

constexpr std::size_t kBytesPerStatement = 128;
constexpr std::size_t kBytesPerElement = 24;

// Room for nearly all that will be written, so that the text is not moved while it grows.
std::size_t room_for(const Model& model, const ir::Policy& policy) {
  std::size_t statements = 0;
  for (const Chain& chain : model.chains) statements += chain.statements.size() + 2;
  std::size_t elements = 0;
  for (const AddressSetDecl& set : model.address_sets) {
    const AddressSet& addresses = policy.addresses(set.addresses);
    elements += set.family == Family::V4 ? addresses.v4().size() : 2 * addresses.v6().size();
  }
  for (const RuleMap& map : model.rule_maps) elements += 4 * map.elements.size();
  for (const ChainMap& map : model.chain_maps) elements += 2 * map.elements.size();
  return statements * kBytesPerStatement + elements * kBytesPerElement;
}

}  // namespace

std::string print(const Model& model, const targets::Request& request, const Services& services) {
  Writer out(print_header(model, request), room_for(model, request.policy));
  const Printing printing{model, request.policy, request.sources, services};
  const std::string table = "table inet sgc-" + model.point->name;
  out << table << " { flags dormant; }\ndelete " << table << '\n' << table << " {\n";

  print_sets(printing, out);
  print_maps(printing, out);
  print_chains(printing, out);

  out << "}\n";
  print_load_end(printing, out);
  return out.take();
}

}  // namespace sgc::nftables
