#include "targets/xdp/xdp.h"

#include "compiler/diag/catalog.h"
#include "targets/xdp/lower.h"
#include "targets/xdp/print.h"
#include "targets/xdp/verify.h"

namespace sgc::targets {
namespace xdp {
namespace {

constexpr Capability kCapabilities[] = {
    {Construct::Order, Ability::Exact, ""},
    {Construct::Deny, Ability::Exact, ""},
    {Construct::Reject, Ability::Ignored, "dropped, without an answer"},
    {Construct::Log, Ability::Ignored, "counted only"},
    {Construct::SourcePorts, Ability::Exact, ""},
    {Construct::PortLists, Ability::Exact, ""},
    {Construct::IcmpTypes, Ability::Exact, ""},
    {Construct::OtherProtocols, Ability::Exact, ""},
    {Construct::Ipv6, Ability::Exact, ""},
    {Construct::AddressRanges, Ability::Exact, ""},
    {Construct::NearSide, Ability::Exact, ""},
    {Construct::DefaultAllow, Ability::Exact, ""},
    {Construct::Outbound, Ability::Ignored, "XDP sees what arrives"},
    {Construct::Established, Ability::Expansion, "connection tracking for TCP, UDP and errors about them; replies of other protocols are judged"},
    {Construct::EstablishedDeny, Ability::Exact, ""},
    {Construct::GroupReference, Ability::Expansion, "addresses"},
    {Construct::SelfReference, Ability::Expansion, "addresses"},
    {Construct::Acl, Ability::Ignored, "an acl is no host's"},
    {Construct::Comments, Ability::Exact, "in the source, beside the counters"},
};

std::vector<OutputFile> emit(const Request& request, Sink& sink) {
  const Settings settings = settings_of(request.policy, sink);
  std::vector<OutputFile> files;
  for (const ir::PointId id : request.points) {
    const ir::Point& point = request.policy.point(id);
    if (point.acl() != nullptr) sink.report(diagnose(kind::AclNotOnHost, point.span, "xdp", point.name).at_point(point.name));
    if (!is_own(point)) continue;
    if (const auto program = lower(request, point, settings, sink)) {
      files.push_back({"xdp/" + point.name + ".bpf.c", print(*program)});
    }
  }
  return files;
}

}  // namespace
}  // namespace xdp

const Target kXdp{
    .spec = {"xdp", xdp::option_specs(), false},
    .sentence = "one eBPF program a point, in C, for the network card: it judges what arrives before the stack does",
    .host = true,
    .capabilities = xdp::kCapabilities,
    .emit = xdp::emit,
    .verify = xdp::verify_files,
};

}  // namespace sgc::targets
