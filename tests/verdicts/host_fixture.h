// What the tests of the host targets share: each target as the tools load it, a policy's files in the laboratory, and its
// lists held against the evaluator. Every suite runs once for each way to load.
#pragma once

#include <gtest/gtest.h>

#include <span>
#include <string>
#include <vector>

#include "targets/target.h"
#include "tests/unit/targets/compiled_policy.h"
#include "tests/verdicts/harness/boundary_packets.h"
#include "tests/verdicts/harness/lab_fixture.h"
#include "tests/verdicts/harness/outcome.h"

namespace sgc::verdicts {

// How a target's files are made; with every structure that long lists have even where lists are short, or as usual.
enum class Form : std::uint8_t { Usual, Forced };

struct HostTarget {
  std::string name;    // "nftables", "iptablesLegacy", "iptablesNft"
  std::string option;  // the target's name in a policy
  std::vector<targets::OutputFile> (*emit)(const targets::Request&, Form, Sink&);
  std::vector<std::string> commands;  // that load the files of point `point`
  std::string listing;                // a command that shows what is loaded, without counters
};

const std::vector<HostTarget>& host_targets();

inline std::string PrintToString(const HostTarget& target) { return target.name; }

// `target … { … }` for every host target.
std::string host_options(const std::string& options);

using CompiledPolicy = test::CompiledPolicy;

// The files of a point, as the commands of the target call them.
std::vector<NamedFile> emitted(const HostTarget& target, const CompiledPolicy& compiled, const std::string& point, Form form = Form::Usual);

std::string text_of(const std::vector<NamedFile>& files);

// What the target's reader says of these files of the point; empty where they say the policy.
std::string read_back(const HostTarget& target, const CompiledPolicy& compiled, const std::string& point, std::span<const NamedFile> files);

class HostTest : public LabTest, public testing::WithParamInterface<HostTarget> {
 protected:
  using CompiledPolicy = test::CompiledPolicy;

  static const HostTarget& target() { return GetParam(); }

  static Loaded load(const std::vector<NamedFile>& files) { return lab().load(std::span(files), std::span(target().commands)); }

  static void load_policy(const std::string& policy, const std::string& point) {
    const Loaded loaded = load(emitted(target(), CompiledPolicy(policy), point));
    ASSERT_TRUE(loaded.ok) << loaded.transcript;
  }

  // Judges the boundary packets of a list of the point, whose files are loaded.
  static Comparison judge(const CompiledPolicy& compiled, const std::string& point, ir::Direction direction, std::size_t most);

  // Loads the files of the point and demands that the kernel agrees with the evaluator.
  static void expect_agreement(const CompiledPolicy& compiled, const std::string& point, Form form = Form::Usual, std::size_t most = 3000);
  static void expect_agreement(const std::string& policy, const std::string& point, Form form = Form::Usual, std::size_t most = 3000) {
    expect_agreement(CompiledPolicy(policy), point, form, most);
  }
};

inline std::string name_of_target(const testing::TestParamInfo<HostTarget>& info) { return info.param.name; }

}  // namespace sgc::verdicts
