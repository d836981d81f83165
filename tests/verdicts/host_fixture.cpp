#include "tests/verdicts/host_fixture.h"

#include <fmt/format.h>

#include "targets/iptables/emit.h"
#include "targets/nftables/emit.h"

namespace sgc::verdicts {
namespace {

std::vector<targets::OutputFile> emit_nftables(const targets::Request& request, Form form, Sink& sink) {
  constexpr nftables::Limits kForced{.plain_items = 0, .left_items = 1, .look_up_in_lines = 0, .least_block = 1, .least_hash_table = 1,
                                     .interval_map = 3, .part_of_interval_map = 2, .items_in_lines = 3, .part_of_lines = 1,
                                     .least_in_cells = 1, .named_per_item = 100};
  return nftables::emit_files(request, form == Form::Forced ? kForced : nftables::Limits{}, sink);
}

std::vector<targets::OutputFile> emit_iptables(const targets::Request& request, Form form, Sink& sink) {
  constexpr iptables::Limits kForced{.plain_lines = 0, .left_lines = 1, .fan_out = 3, .most_copies = 1000};
  return iptables::emit_files(request, form == Form::Forced ? kForced : iptables::Limits{}, sink);
}

std::vector<std::string> iptables_commands(const std::string& variant) {
  return {"ipset -exist restore < point.ipset", fmt::format("iptables-{}-restore < point.rules.v4", variant),
          fmt::format("ip6tables-{}-restore < point.rules.v6", variant)};
}

// Without the header, which has the time, and the counters of the policies.
std::string iptables_listing(const std::string& variant) {
  return fmt::format("(iptables-{0}-save -t filter; ip6tables-{0}-save -t filter) 2>/dev/null | sed '/^#/d; s/ .[0-9]*:[0-9]*.$//'", variant);
}

// "nftables/backend.nft" is loaded as "point.nft".
std::string loaded_name(const std::string& path, const std::string& point) {
  return "point" + path.substr(path.rfind('/') + 1 + point.size());
}

}  // namespace

const std::vector<HostTarget>& host_targets() {
  static const std::vector<HostTarget> targets = {
      {"nftables", "nftables", emit_nftables, {"nft -f point.nft"}, "nft -s list ruleset"},
      {"iptablesLegacy", "iptables", emit_iptables, iptables_commands("legacy"), iptables_listing("legacy")},
      {"iptablesNft", "iptables", emit_iptables, iptables_commands("nft"), iptables_listing("nft")},
  };
  return targets;
}

std::string host_options(const std::string& options) {
  return fmt::format("target nftables {{ {0} }} target iptables {{ {0} }}\n", options);
}

std::vector<NamedFile> emitted(const HostTarget& target, const CompiledPolicy& compiled, const std::string& point, Form form) {
  const std::vector<ir::PointId> points{compiled.policy().find_point(point).value()};
  Sink sink;
  std::vector<NamedFile> files;
  for (targets::OutputFile& file : target.emit({compiled.policy(), compiled.sources(), points, "0.0.0", true}, form, sink)) {
    files.push_back({loaded_name(file.path, point), std::move(file.bytes)});
  }
  return files;
}

std::string text_of(const std::vector<NamedFile>& files) {
  std::string text;
  for (const NamedFile& file : files) text += fmt::format("==== {}\n{}", file.name, file.bytes);
  return text;
}

std::string read_back(const HostTarget& target, const CompiledPolicy& compiled, const std::string& point, std::span<const NamedFile> files) {
  const std::vector<ir::PointId> points{compiled.policy().find_point(point).value()};
  std::vector<targets::OutputFile> written;
  for (const NamedFile& file : files) written.push_back({target.option + "/" + point + file.name.substr(sizeof("point") - 1), file.bytes});
  Sink sink;
  targets::find_target(target.option)->verify({compiled.policy(), compiled.sources(), points, "0.0.0", true}, written, sink);
  return render_text({sink.all(), compiled.sources()}, false);
}

Comparison HostTest::judge(const CompiledPolicy& compiled, const std::string& point, ir::Direction direction, std::size_t most) {
  const ir::RuleList& list = compiled.point(point).list(direction);
  const auto packets = boundary_packets(compiled.policy(), list, {most, 1});
  Comparison comparison = compare(compiled.policy(), list, packets, lab().judge(direction, packets));
  forgive_silenced_refusals(comparison, compiled.policy(), compiled.point(point).list(ir::Direction::Outbound));
  return comparison;
}

void HostTest::expect_agreement(const CompiledPolicy& compiled, const std::string& point, Form form, std::size_t most) {
  const std::vector<NamedFile> files = emitted(target(), compiled, point, form);
  lab().clear();
  const Loaded loaded = load(files);
  ASSERT_TRUE(loaded.ok) << loaded.transcript.substr(0, 3000) << text_of(files).substr(0, 5000);
  for (const ir::Direction direction : ir::kDirections) {
    const Comparison comparison = judge(compiled, point, direction, most);
    EXPECT_TRUE(comparison.agreed()) << to_string(direction) << ' ' << to_string(comparison) << text_of(files).substr(0, 20000);
    EXPECT_GT(comparison.shown, 0U);
  }
}

}  // namespace sgc::verdicts
