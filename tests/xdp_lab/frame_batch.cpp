#include "tests/xdp_lab/frame_batch.h"

#include <bpf/bpf.h>
#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>

#include "tests/verdicts/harness/harness_error.h"

namespace sgc::xdp_lab {
namespace {

using verdicts::HarnessError;

LoadedProgram load_filler(const Scratch& scratch) {
  std::ifstream file(std::string(SGC_SOURCE_DIR) + "/tests/xdp_lab/batch.bpf.c");
  const std::string text(std::istreambuf_iterator<char>(file), {});
  const Compiled compiled = compile(scratch, "batch", text);
  if (!compiled.ok) throw HarnessError(compiled.messages);
  return LoadedProgram(compiled.object, "next_frame");
}

// Gives the verdict of the last repetition.
std::uint32_t run_filler(const LoadedProgram& filler, std::size_t times) {
  const std::array<std::uint8_t, FrameBatch::kMostBytes> room{};
  bpf_test_run_opts options{};
  options.sz = sizeof options;
  options.data_in = room.data();
  options.data_size_in = room.size();
  options.repeat = static_cast<int>(times);
  if (bpf_prog_test_run_opts(filler.descriptor(), &options) != 0) throw HarnessError::system("running the frames");
  return options.retval;
}

}  // namespace

// As in batch.bpf.c.
struct FrameBatch::Slot {
  std::uint32_t length;
  std::array<std::uint8_t, kMostBytes> bytes;
};

FrameBatch::FrameBatch(const Scratch& scratch) : filler_(load_filler(scratch)) {
  void* const memory = mmap(nullptr, sizeof(Slot) * kMostFrames, PROT_READ | PROT_WRITE, MAP_SHARED, filler_.map("frames"), 0);
  if (memory == MAP_FAILED) throw HarnessError::system("mapping the frames");
  slots_ = static_cast<Slot*>(memory);
}

FrameBatch::~FrameBatch() { munmap(slots_, sizeof(Slot) * kMostFrames); }

void FrameBatch::add(std::span<const std::uint8_t> frame) {
  Slot& slot = slots_[size_++];
  slot.length = static_cast<std::uint32_t>(frame.size());
  std::copy(frame.begin(), frame.end(), slot.bytes.begin());
}

void FrameBatch::run(const LoadedProgram& program) {
  const std::uint32_t zero = 0;
  const int descriptor = program.descriptor();
  if (bpf_map_update_elem(filler_.map("under_test"), &zero, &descriptor, BPF_ANY) != 0) {
    throw HarnessError::system("choosing the program under test");
  }
  if (run_filler(filler_, size_) == 0) throw HarnessError("a frame did not get to the program");
  for (std::size_t i = 0; i < kMostFrames; ++i) slots_[i].length = 0;
  if (size_ < kMostFrames) run_filler(filler_, kMostFrames - size_);  // it counts on: empty slots fill its round
  size_ = 0;
}

}  // namespace sgc::xdp_lab
