// What the kernel makes of an emitted program, held against what the policy means: packets at every edge of every list
// by test run, natively and generically.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>

#include "targets/xdp/xdp.h"
#include "tests/night.h"
#include "tests/properties/random_policy.h"
#include "tests/verdicts/harness/xdp_program.h"
#include "tests/verdicts/xdp_fixture.h"

namespace sgc::verdicts {
namespace {

namespace fs = std::filesystem;

std::string read_file(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

// What lies beside a sample's policy, by the path that it says.
test::Feeds files_beside(const fs::path& folder) {
  test::Feeds files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) files[fs::relative(entry.path(), folder).string()] = read_file(entry.path());
  }
  return files;
}

// A policy compiled for XDP, and the points that have a program.
struct Subject {
  std::string name;
  std::unique_ptr<CompiledPolicy> compiled;
  std::vector<XdpPoint> points;
};

std::vector<Subject> samples() {
  std::vector<Subject> all;
  for (const auto& entry : fs::directory_iterator(fs::path(SGC_SOURCE_DIR) / "samples")) {
    const std::string text = read_file(entry.path() / "policy.sg");
    if (text.empty()) continue;
    Subject subject{entry.path().filename().string(), nullptr, {}};
    try {
      subject.compiled = std::make_unique<CompiledPolicy>(text, "xdp", files_beside(entry.path()));
    } catch (const std::runtime_error&) {
      continue;
    }
    for (const ir::Point& point : subject.compiled->policy().points) {
      if (point.acl() == nullptr && !point.external()) subject.points.push_back({subject.compiled.get(), point.name});
    }
    all.push_back(std::move(subject));
  }
  return all;
}

std::uint64_t seeds() { return at_night() ? 2000 : 200; }

// What --verify says of all programs of the subject's policy.
std::string verified(const CompiledPolicy& compiled) {
  std::vector<ir::PointId> points;
  for (std::uint32_t i = 0; i < compiled.policy().points.size(); ++i) points.push_back(ir::PointId{i});
  Sink sink;
  targets::kXdp.verify({compiled.policy(), compiled.sources(), points, "0.1.0"}, compiled.files(), sink);
  return render_text({sink.all(), compiled.sources()}, false);
}

// One of its points, chosen by the seed too.
Subject random_subject(std::uint64_t seed) {
  const xdp_lab::Ways ways{seed % 3 != 0, seed % 2 == 0};
  properties::RandomPolicyOptions options;
  options.established_deny = true;
  options.target_blocks = {fmt::format("target xdp {{ state {} baseline {} }}\n", ways.tracked ? "tracked" : "none",
                                       ways.baseline ? "on" : "off")};
  const properties::RandomPolicy policy = properties::random_policy(seed, options);
  std::vector<std::string> points = policy.security_groups;
  points.insert(points.end(), policy.load_balancers.begin(), policy.load_balancers.end());
  points.insert(points.end(), policy.instances.begin(), policy.instances.end());

  Subject subject{fmt::format("seed {}", seed), std::make_unique<CompiledPolicy>(policy.text, "xdp", policy.files), {}};
  subject.points.push_back({subject.compiled.get(), points[seed % points.size()], ways});
  return subject;
}

class XdpVerdicts : public XdpTargetTest {
 protected:
  // Attached to the device of the judged link, what comes out of it is what passes.
  static std::string mistakes_at_device(const XdpPoint& point, const fs::path& object, XdpMode mode, std::size_t most) {
    const Link& link = lab().topology().judged;
    const XdpProgram program(object, lab().topology().host);
    program.attach(link.host, mode);
    const auto packets = boundary_packets(point.compiled->policy(), point.list(), {most, 1});
    const auto outcomes = lab().judge_at_device(packets);
    XdpProgram::detach(lab().topology().host, link.host, mode);

    std::string said;
    for (std::size_t i = 0; i < packets.size(); ++i) {
      const xdp_lab::Judgement judgement = point.judge(xdp_lab::plain_frame(packets[i]));
      const Outcome wanted = passes(judgement.end) ? Outcome::Accepted : Outcome::Dropped;
      if (outcomes[i] != wanted) said += fmt::format("{}: {}, {}\n", ir::to_string(packets[i]), to_string(judgement.end), to_string(outcomes[i]));
    }
    return said;
  }

  static void expect_exact(const XdpPoint& point, const fs::path& object, bool attached) {
    const LoadedProgram program(object);
    EXPECT_EQ(mistakes(point, program, boundary_frames(point, 400)), "") << point.source().substr(0, 20000);
    if (!attached) return;
    EXPECT_EQ(mistakes_at_device(point, object, XdpMode::Native, 150), "");
    EXPECT_EQ(mistakes_at_device(point, object, XdpMode::Generic, 150), "");
  }

  // Each point by test run; every one in `attached_every` attached to a device too.
  static void expect_all_exact(const std::vector<Subject>& subjects, std::size_t attached_every) {
    std::vector<std::string> sources;
    for (const Subject& subject : subjects) {
      for (const XdpPoint& point : subject.points) sources.push_back(point.source());
    }
    const auto objects = xdp_lab::compile_all(scratch(), "subject", sources);
    std::size_t next = 0;
    for (const Subject& subject : subjects) {
      for (const XdpPoint& point : subject.points) {
        SCOPED_TRACE(subject.name + ", " + point.name);
        const xdp_lab::Compiled& object = objects[next];
        ASSERT_TRUE(object.ok) << object.messages;
        expect_exact(point, object.object, next % attached_every == 0);
        if (HasFailure()) return;
        ++next;
      }
    }
    RecordProperty("programs", static_cast<int>(next));
  }
};

TEST_F(XdpVerdicts, EverySampleIsExact) {
  const auto all = samples();
  EXPECT_GT(all.size(), 15U);
  expect_all_exact(all, 3);
}

TEST_F(XdpVerdicts, RandomPoliciesAreExact) {
  constexpr std::uint64_t kAtOnce = 40;
  for (std::uint64_t seed = 1; seed <= seeds() && !HasFailure(); seed += kAtOnce) {
    std::vector<Subject> subjects;
    for (std::uint64_t i = 0; i < kAtOnce; ++i) {
      Subject subject = random_subject(seed + i);
      ASSERT_EQ(verified(*subject.compiled), "") << subject.name;
      subjects.push_back(std::move(subject));
    }
    expect_all_exact(subjects, kAtOnce);
  }
}

}  // namespace
}  // namespace sgc::verdicts
