#include "compiler/checks/listeners/clients.h"

#include "compiler/net/ephemeral_ports.h"

namespace sgc::checks {
namespace {

AddressSet without(const AddressSet& clients, const AddressSet& others) {
  AddressSet rest = subtract(clients, others);
  return rest.empty() ? clients : rest;
}

}  // namespace

AddressSet clients_of(const ir::Policy& policy, ir::PointId balancer, const ir::Listener& listener) {
  const AddressSet named = without(policy.addresses(listener.from), policy.addresses(policy.point(balancer).addresses));
  return without(named, policy.addresses(policy.point(listener.backend).addresses));
}

NumberRange client_ports(ir::WireProtocol wire) {
  return wire == ir::WireProtocol::Tcp ? kEphemeralPorts : kAllPorts;
}

}  // namespace sgc::checks
