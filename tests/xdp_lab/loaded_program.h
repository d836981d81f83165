// An object in the kernel: loaded, asked about single frames, its counters read. Needs root.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

struct bpf_object;

namespace sgc::xdp_lab {

// Why nothing can be loaded here ("needs root", "no clang"), or nothing.
std::optional<std::string> unavailable();

struct Count {
  std::uint64_t packets = 0;
  std::uint64_t bytes = 0;

  bool operator==(const Count&) const = default;
};

struct VerifierReport {
  std::uint64_t instructions = 0;  // that the verifier looked at
  double seconds = 0;              // that it says it took
  double load_seconds = 0;         // from opening the object to the loaded program
  std::uint64_t program_size = 0;  // in instructions
};

class LoadedProgram {
 public:
  // Throws HarnessError, with the end of the verifier's log, when the kernel does not take it.
  explicit LoadedProgram(const std::filesystem::path& object, const std::string& program = "sgc_filter");
  ~LoadedProgram();
  LoadedProgram(LoadedProgram&&) noexcept;

  int descriptor() const { return descriptor_; }
  int map(const std::string& name) const;
  const VerifierReport& report() const { return report_; }

  // Its verdict (XDP_PASS, XDP_DROP …) on one frame, by BPF_PROG_TEST_RUN. Connection tracking is that of the calling
  // thread's namespace. Nothing where the kernel does not take such a frame (shorter than an Ethernet header).
  std::optional<std::uint32_t> run(std::span<const std::uint8_t> frame) const;

  // The counters, summed over all processors.
  std::vector<Count> rule_counts(std::size_t rules) const;
  std::vector<Count> verdict_counts() const;  // passed, dropped
  std::vector<Count> outcome_counts() const;
  void clear_counts() const;

 private:
  std::vector<Count> read_counts(const std::string& map, std::uint32_t key) const;

  struct Closer {
    void operator()(bpf_object* object) const;
  };
  std::unique_ptr<bpf_object, Closer> object_;
  int descriptor_ = -1;
  VerifierReport report_;
};

}  // namespace sgc::xdp_lab
