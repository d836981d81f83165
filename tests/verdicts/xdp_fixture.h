// What the tests of the XDP target share: a policy's program in the kernel, and what it does with frames held against
// what they mean.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/unit/targets/compiled_policy.h"
#include "tests/verdicts/harness/boundary_packets.h"
#include "tests/verdicts/harness/lab_fixture.h"
#include "tests/xdp_lab/compiler.h"
#include "tests/xdp_lab/frame_meaning.h"
#include "tests/xdp_lab/frames.h"
#include "tests/xdp_lab/loaded_program.h"

namespace sgc::verdicts {

using test::CompiledPolicy;
using xdp_lab::LoadedProgram;

// One point of a policy, with what its `target xdp` chooses.
struct XdpPoint {
  const CompiledPolicy* compiled;
  std::string name;
  xdp_lab::Ways ways{};

  const ir::RuleList& list() const { return compiled->point(name).inbound; }
  const std::string& source() const { return compiled->file("xdp/" + name + ".bpf.c"); }
  xdp_lab::Judgement judge(std::span<const std::uint8_t> frame) const {
    return xdp_lab::judge(compiled->policy(), list(), frame, ways);
  }
};

class XdpTargetTest : public LabTest {
 protected:
  static void SetUpTestSuite() {
    LabTest::SetUpTestSuite();
    missing_ = xdp_lab::unavailable();
  }
  void SetUp() override {
    if (missing_) GTEST_SKIP() << *missing_;
    LabTest::SetUp();
  }

  static const xdp_lab::Scratch& scratch() {
    static const xdp_lab::Scratch folder;
    return folder;
  }

  // What a clang before 20 writes that is not told otherwise.
  static constexpr const char* kOldestInstructions = "-mcpu=v1";

  static std::filesystem::path built(const std::string& source, const std::string& flags = {}) {
    const xdp_lab::Compiled compiled = xdp_lab::compile(scratch(), "point", source, {}, flags);
    if (!compiled.ok) throw std::runtime_error(compiled.messages.substr(0, 4000));
    return compiled.object;
  }

  static std::vector<Bytes> boundary_frames(const XdpPoint& point, std::size_t most) {
    std::vector<Bytes> frames;
    for (const ir::Packet& packet : boundary_packets(point.compiled->policy(), point.list(), {most, 1})) {
      frames.push_back(xdp_lab::plain_frame(packet));
    }
    return frames;
  }

  // What is wrong with what the program does with these frames, or nothing: the verdict on each; then, of all of them
  // together, how they ended and which rules decided. Connections are those of the lab's host.
  static std::string mistakes(const XdpPoint& point, const LoadedProgram& program, std::span<const Bytes> frames,
                              bool counters = true) {
    std::string said;
    if (counters) program.clear_counts();
    std::vector<std::uint64_t> ends(xdp_lab::kEnds);
    std::vector<std::uint64_t> rules(point.list().rules.size() + 1);
    lab().topology().host.run([&] {
      for (const Bytes& frame : frames) {
        const xdp_lab::Judgement judgement = point.judge(frame);
        ++ends[static_cast<std::size_t>(judgement.end)];
        if (judgement.rule) ++rules[*judgement.rule];
        const auto action = program.run(frame);
        const std::uint32_t wanted = passes(judgement.end) ? kPass : kDrop;
        if (action == wanted || said.size() > kMostSaid) continue;
        said += fmt::format("{}: action {}, frame {}\n", to_string(judgement.end), action.value_or(0), xdp_lab::to_hex(frame));
      }
    });
    return counters ? said + wrong_counts(program, ends, rules) : said;
  }

 private:
  static constexpr std::uint32_t kDrop = 1;  // of the kernel's xdp_action
  static constexpr std::uint32_t kPass = 2;
  static constexpr std::size_t kMostSaid = 2000;

  static std::string wrong_counts(const LoadedProgram& program, const std::vector<std::uint64_t>& ends,
                                  const std::vector<std::uint64_t>& rules) {
    std::string said;
    const auto ended = program.outcome_counts();
    for (std::size_t i = 0; i < xdp_lab::kCountedEnds; ++i) {
      if (ended[i].packets == ends[i]) continue;
      said += fmt::format("{}: {} frames, not {}\n", to_string(static_cast<xdp_lab::End>(i)), ended[i].packets, ends[i]);
    }
    const auto decided = program.rule_counts(rules.size());
    for (std::size_t i = 0; i < rules.size(); ++i) {
      if (decided[i].packets != rules[i]) said += fmt::format("rule {}: {} frames, not {}\n", i, decided[i].packets, rules[i]);
    }
    return said;
  }

  static inline std::optional<std::string> missing_;
};

}  // namespace sgc::verdicts
