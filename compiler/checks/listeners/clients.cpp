#include "compiler/checks/listeners/clients.h"

#include "compiler/net/ephemeral_ports.h"

namespace sgc::checks {
namespace {

// Unless nobody is left then.
AddressSet others_than(const AddressSet& themselves, const AddressSet& clients) {
  AddressSet rest = subtract(clients, themselves);
  return rest.empty() ? clients : rest;
}

}  // namespace

AddressSet clients_of(const ir::Policy& policy, ir::PointId balancer, const ir::Listener& listener) {
  const AddressSet strangers =
      others_than(policy.addresses(policy.point(balancer).addresses), policy.addresses(listener.from));
  return others_than(policy.addresses(policy.point(listener.backend).addresses), strangers);
}

NumberRange client_ports(ir::WireProtocol wire) {
  return wire == ir::WireProtocol::Tcp ? kEphemeralPorts : kAllPorts;
}

}  // namespace sgc::checks
