// Runs that are killed, interrupted, or meet others: every file is the old one or the new one, whole.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <nlohmann/json.hpp>
#include <random>
#include <thread>

#include "tests/integration/workplace.h"

namespace sgc {
namespace {

using Tree = std::map<std::string, std::string>;

constexpr int kPoints = 40;
constexpr int kKills = 100;
constexpr int kMostRuns = 10 * kKills;
constexpr unsigned kSeed = 20261121;

// An sgc of its own, to be ended by a signal.
class Running {
 public:
  Running(const Workplace& work, const std::string& policy) : child_(::fork()) {
    if (child_ != 0) return;
    if (::chdir(work.path().c_str()) != 0) ::_exit(99);
    ::execl(sgc_path().c_str(), "sgc", "compile", policy.c_str(), "-t", "nftables", "-o", "out", "-q",
            nullptr);
    ::_exit(99);
  }
  void signal(int number) const { ::kill(child_, number); }
  // The exit status; 128 + N when signal N ended it.
  int wait() const {
    int status = 0;
    ::waitpid(child_, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

 private:
  pid_t child_;
};

bool is_hidden(const std::string& path) {
  return path.find("/.sgc-") != std::string::npos || path.starts_with(".sgc-");
}

Tree without_hidden(Tree tree) {
  std::erase_if(tree, [](const auto& file) { return is_hidden(file.first); });
  return tree;
}

class Interruption : public testing::Test {
 protected:
  Interruption() {
    work_.put("a.sg", many_points(kPoints, 1));
    work_.put("b.sg", many_points(kPoints, 2));
    for (const char* const policy : {"a", "b"}) {
      const auto begin = std::chrono::steady_clock::now();
      EXPECT_EQ(work_.sgc({"compile", std::string(policy) + ".sg", "-t", "nftables", "-o", "out"}).status, 0);
      duration_ = std::chrono::steady_clock::now() - begin;
      trees_.push_back(work_.tree("out"));
    }
  }

  // A moment within a run, and a little after.
  void sleep_a_while() {
    std::uniform_real_distribution<double> share(0.0, 1.1);
    std::this_thread::sleep_for(duration_ * share(random_));
  }

  // How long a run takes depends on what else the machine does by then: the moments follow it. Where they settle, one
  // run in six is over before its moment, so all of a run is met.
  void learn(bool over_before) { duration_ = duration_ * (over_before ? 90 : 102) / 100; }

  // Each file is that of one of the two policies.
  void expect_whole_files(const Tree& tree) const {
    for (const auto& [path, bytes] : tree) {
      const bool whole = bytes == trees_[0].at(path) || bytes == trees_[1].at(path);
      ASSERT_TRUE(whole) << path << " is neither the old file nor the new one";
    }
    ASSERT_EQ(tree.size(), trees_[0].size()) << "a file is missing";
  }

  Workplace work_;
  std::chrono::steady_clock::duration duration_{};
  std::vector<Tree> trees_;  // what a.sg and b.sg give
  std::mt19937 random_{kSeed};
};

// What keeps the machine and its disk busy meanwhile: runs that write somewhere else, one after the other.
class Load {
 public:
  explicit Load(const Workplace& work)
      : thread_([this, &work] {
          while (!over_) work.sgc({"compile", "a.sg", "-t", "nftables,xdp", "-o", "elsewhere", "-q"});
        }) {}
  ~Load() {
    over_ = true;
    thread_.join();
  }
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

 private:
  std::atomic<bool> over_{false};
  std::thread thread_;
};

TEST_F(Interruption, KilledAtAnyMomentUnderLoadItLeavesWholeFiles) {
  int killed = 0;
  {
    const Load load(work_);
    for (int i = 0; i < kMostRuns && killed < kKills; ++i) {
      const Running run(work_, i % 2 == 0 ? "a.sg" : "b.sg");
      sleep_a_while();
      run.signal(SIGKILL);
      const bool over_before = run.wait() != 128 + SIGKILL;
      killed += over_before ? 0 : 1;
      learn(over_before);
      expect_whole_files(without_hidden(work_.tree("out")));
      if (HasFatalFailure()) return;
    }
  }
  EXPECT_EQ(killed, kKills) << "nearly all runs were over before they were killed: nothing was shown";

  EXPECT_EQ(Running(work_, "a.sg").wait(), 0);
  EXPECT_EQ(work_.tree("out"), trees_[0]) << "the next run takes away what killed ones left behind";
}

TEST_F(Interruption, CtrlCLeavesAllOfTheOldFilesOrAllOfTheNewOnes) {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    for (int i = 0; i < kKills / 4; ++i) {
      const Running run(work_, i % 2 == 0 ? "a.sg" : "b.sg");
      sleep_a_while();
      run.signal(signal);
      const int status = run.wait();
      learn(status == 0);
      EXPECT_TRUE(status == 0 || status == 128 + signal) << status;
      const Tree tree = work_.tree("out");
      ASSERT_TRUE(tree == trees_[0] || tree == trees_[1]) << "half of a run, or something hidden, is there";
    }
  }
}

TEST_F(Interruption, TwoRunsAtOnceWriteOneAfterTheOther) {
  for (int i = 0; i < 10; ++i) {
    const Running a(work_, "a.sg");
    const Running b(work_, "b.sg");
    EXPECT_EQ(a.wait(), 0);
    EXPECT_EQ(b.wait(), 0);
    const Tree tree = work_.tree("out");
    ASSERT_TRUE(tree == trees_[0] || tree == trees_[1]) << "the two are mixed";
  }
}

TEST(ChangingFeed, IsReadWholeOrToldOf) {
  Workplace work;
  work.put("policy.sg",
           "group drop { file \"drop.netset\" }\nsecuritygroup web { members 10.0.1.0/24 inbound { deny all "
           "from drop allow http from any4 } }\n");
  std::string feed;
  for (int i = 0; i < 200'000; ++i)
    feed += "203." + std::to_string(i % 200) + ".1." + std::to_string(i % 250) + "\n";
  work.put("drop.netset", feed);

  std::atomic<bool> over{false};
  std::thread writer([&] {
    for (bool shorter = true; !over; shorter = !shorter)
      work.put("drop.netset", shorter ? feed.substr(0, feed.size() / 2) : feed);
  });
  int refused = 0;
  for (int i = 0; i < 30; ++i) {
    const ProgramResult run = work.sgc({"check", "policy.sg"});
    // Half of a write may end within a line, or at nothing: then the feed itself is what is wrong.
    EXPECT_TRUE(run.status == 0 || run.status == 1 || run.status == 3) << run.status << run.err;
    refused += run.err.find("changed while it was read") != std::string::npos ? 1 : 0;
  }
  over = true;
  writer.join();
  EXPECT_GT(refused, 0) << "no run met a change: nothing was shown";
}

}  // namespace
}  // namespace sgc
