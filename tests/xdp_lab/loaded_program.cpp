#include "tests/xdp_lab/loaded_program.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstring>

#include "tests/verdicts/harness/harness_error.h"
#include "tests/xdp_lab/compiler.h"

namespace sgc::xdp_lab {
namespace {

using verdicts::HarnessError;

constexpr std::size_t kLogBytes = std::size_t{1} << 20U;
// Counters in the order of struct sgc_counters; after them come those of the rules.
constexpr std::ptrdiff_t kVerdicts = 2;
constexpr std::ptrdiff_t kOutcomes = 9;
constexpr std::uint32_t kStatistics = 4;  // BPF_LOG_STATS: figures, no instructions

int silent(enum libbpf_print_level, const char*, va_list) { return 0; }

std::uint64_t number_after(const std::string& log, const std::string& word) {
  const std::size_t at = log.find(word);
  return at == std::string::npos ? 0 : std::strtoull(log.c_str() + at + word.size(), nullptr, 10);
}

std::string tail(const std::string& log) {
  constexpr std::size_t kShown = 2000;
  return log.size() <= kShown ? log : log.substr(log.size() - kShown);
}

std::uint64_t program_size(int descriptor) {
  bpf_prog_info info{};
  std::uint32_t size = sizeof info;
  if (bpf_obj_get_info_by_fd(descriptor, &info, &size) != 0) return 0;
  return info.xlated_prog_len / sizeof(bpf_insn);
}

}  // namespace

std::optional<std::string> unavailable() {
  if (geteuid() != 0) return "needs root";
  if (compilers().empty()) return "needs clang";
  return std::nullopt;
}

void LoadedProgram::Closer::operator()(bpf_object* object) const { bpf_object__close(object); }

LoadedProgram::LoadedProgram(const std::filesystem::path& path, const std::string& name) {
  libbpf_set_print(silent);
  const auto begin = std::chrono::steady_clock::now();
  object_.reset(bpf_object__open(path.c_str()));
  if (!object_) throw HarnessError::system("opening " + path.string());
  bpf_program* program = bpf_object__find_program_by_name(object_.get(), name.c_str());
  if (program == nullptr) throw HarnessError(path.string() + " has no program " + name);

  std::string log(kLogBytes, '\0');
  bpf_program__set_log_buf(program, log.data(), log.size());
  bpf_program__set_log_level(program, kStatistics);
  const int failed = bpf_object__load(object_.get());
  log.resize(std::strlen(log.c_str()));
  if (failed != 0) throw HarnessError("the kernel does not take " + path.string() + ": " + tail(log));

  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
  descriptor_ = bpf_program__fd(program);
  constexpr double kMicro = 1e-6;
  report_ = {number_after(log, "processed "), static_cast<double>(number_after(log, "verification time ")) * kMicro,
             taken.count(), program_size(descriptor_)};
}

LoadedProgram::~LoadedProgram() = default;
LoadedProgram::LoadedProgram(LoadedProgram&&) noexcept = default;

int LoadedProgram::map(const std::string& name) const {
  const int descriptor = bpf_object__find_map_fd_by_name(object_.get(), name.c_str());
  if (descriptor < 0) throw HarnessError("no map " + name);
  return descriptor;
}

std::optional<std::uint32_t> LoadedProgram::run(std::span<const std::uint8_t> frame) const {
  bpf_test_run_opts options{};
  options.sz = sizeof options;
  options.data_in = frame.data();
  options.data_size_in = static_cast<std::uint32_t>(frame.size());
  options.repeat = 1;
  if (bpf_prog_test_run_opts(descriptor_, &options) != 0) return std::nullopt;
  return options.retval;
}

std::vector<Count> LoadedProgram::read_counts(const std::string& name, std::uint32_t key) const {
  bpf_map* map = bpf_object__find_map_by_name(object_.get(), name.c_str());
  if (map == nullptr) throw HarnessError("no map " + name);
  const std::size_t bytes = bpf_map__value_size(map);
  const auto processors = static_cast<std::size_t>(libbpf_num_possible_cpus());
  std::vector<Count> all(bytes / sizeof(Count) * processors);
  if (bpf_map_lookup_elem(bpf_map__fd(map), &key, all.data()) != 0) throw HarnessError::system("reading " + name);

  std::vector<Count> sums(bytes / sizeof(Count));
  for (std::size_t i = 0; i < all.size(); ++i) {
    sums[i % sums.size()].packets += all[i].packets;
    sums[i % sums.size()].bytes += all[i].bytes;
  }
  return sums;
}

std::vector<Count> LoadedProgram::rule_counts(std::size_t rules) const {
  std::vector<Count> counts;
  if (bpf_object__find_map_by_name(object_.get(), "sgc_rules") == nullptr) {
    counts = read_counts("sgc_counters", 0);
    counts.erase(counts.begin(), counts.begin() + kVerdicts + kOutcomes);
  }
  for (std::uint32_t group = 0; counts.size() < rules; ++group) {
    const std::vector<Count> some = read_counts("sgc_rules", group);
    counts.insert(counts.end(), some.begin(), some.end());
  }
  counts.resize(rules);
  return counts;
}

std::vector<Count> LoadedProgram::verdict_counts() const {
  std::vector<Count> counts = read_counts("sgc_counters", 0);
  counts.resize(kVerdicts);
  return counts;
}

std::vector<Count> LoadedProgram::outcome_counts() const {
  std::vector<Count> counts = read_counts("sgc_counters", 0);
  counts.erase(counts.begin(), counts.begin() + kVerdicts);
  counts.resize(kOutcomes);
  return counts;
}

void LoadedProgram::clear_counts() const {
  for (const char* name : {"sgc_rules", "sgc_counters"}) {
    bpf_map* map = bpf_object__find_map_by_name(object_.get(), name);
    if (map == nullptr) continue;
    const auto processors = static_cast<std::size_t>(libbpf_num_possible_cpus());
    const std::vector<std::uint8_t> zero(bpf_map__value_size(map) * processors);
    for (std::uint32_t key = 0; key < bpf_map__max_entries(map); ++key) {
      bpf_map_update_elem(bpf_map__fd(map), &key, zero.data(), BPF_ANY);
    }
  }
}

}  // namespace sgc::xdp_lab
