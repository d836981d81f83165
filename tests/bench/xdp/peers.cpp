#include "tests/bench/xdp/peers.h"

#include <arpa/inet.h>
#include <bpf/bpf.h>

#include <array>
#include <fstream>
#include <iterator>

#include "compiler/net/prefix.h"
#include "tests/verdicts/harness/harness_error.h"

namespace sgc::bench {
namespace {

using verdicts::HarnessError;

struct Prefix4 {
  std::uint32_t length;
  std::uint32_t address;
};
struct Prefix6 {
  std::uint32_t length;
  std::array<std::uint8_t, 16> address;
};

xdp_lab::LoadedProgram load(const xdp_lab::Scratch& scratch, const char* program) {
  std::ifstream file(std::string(SGC_SOURCE_DIR) + "/tests/bench/xdp/peers.bpf.c");
  const std::string text(std::istreambuf_iterator<char>(file), {});
  const xdp_lab::Compiled compiled = compile(scratch, program, text);
  if (!compiled.ok) throw HarnessError(compiled.messages);
  return xdp_lab::LoadedProgram(compiled.object, program);
}

std::array<std::uint8_t, 16> in_network_order(u128 address) {
  std::array<std::uint8_t, 16> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(address >> (120 - 8 * i));
  return bytes;
}

void add(int map, const void* key) {
  constexpr std::uint32_t kPresent = 1;
  if (bpf_map_update_elem(map, key, &kPresent, BPF_ANY) != 0) throw HarnessError::system("filling a map");
}

}  // namespace

xdp_lab::LoadedProgram parse_only(const xdp_lab::Scratch& scratch) { return load(scratch, "parse_only"); }

xdp_lab::LoadedProgram in_hash(const xdp_lab::Scratch& scratch, const AddressSet& set, Family family) {
  auto program = load(scratch, family == Family::V4 ? "in_hash4" : "in_hash6");
  const int map = program.map(family == Family::V4 ? "hash4" : "hash6");
  for (const RangeV4& range : set.restricted_to(family).v4()) {
    const std::uint32_t key = htonl(range.first);
    add(map, &key);
  }
  for (const RangeV6& range : set.restricted_to(family).v6()) add(map, in_network_order(range.first).data());
  return program;
}

xdp_lab::LoadedProgram in_trie(const xdp_lab::Scratch& scratch, const AddressSet& set, Family family) {
  auto program = load(scratch, family == Family::V4 ? "in_trie4" : "in_trie6");
  const int map = program.map(family == Family::V4 ? "trie4" : "trie6");
  for (const RangeV4& range : set.restricted_to(family).v4()) {
    for_each_prefix(range, [&](const PrefixV4& prefix) {
      const Prefix4 key{prefix.length, htonl(prefix.first)};
      add(map, &key);
    });
  }
  for (const RangeV6& range : set.restricted_to(family).v6()) {
    for_each_prefix(range, [&](const PrefixV6& prefix) {
      const Prefix6 key{prefix.length, in_network_order(prefix.first)};
      add(map, &key);
    });
  }
  return program;
}

}  // namespace sgc::bench
