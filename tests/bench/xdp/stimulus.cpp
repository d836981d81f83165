#include "tests/bench/xdp/stimulus.h"

#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <sys/mman.h>
#include <time.h>

#include <array>
#include <cstring>
#include <fstream>
#include <iterator>

#include "tests/verdicts/harness/harness_error.h"

namespace sgc::bench {
namespace {

using verdicts::HarnessError;

constexpr std::size_t kFrameBytes = 14 + 40 + 20;

// As in stimulus.bpf.c, in network order.
struct Header4 {
  std::uint32_t source, destination;
  std::uint16_t source_port, destination_port, protocol, spare;
};
struct Header6 {
  std::array<std::uint8_t, 16> source, destination;
  std::uint16_t source_port, destination_port, protocol, spare;
};

std::array<std::uint8_t, 16> in_network_order(u128 address) {
  std::array<std::uint8_t, 16> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(address >> (120 - 8 * i));
  return bytes;
}

Header4 header4(const ir::Packet& packet) {
  return {htonl(static_cast<std::uint32_t>(packet.source)), htonl(static_cast<std::uint32_t>(packet.destination)),
          htons(packet.a), htons(packet.b), packet.protocol, 0};
}

Header6 header6(const ir::Packet& packet) {
  return {in_network_order(packet.source), in_network_order(packet.destination), htons(packet.a), htons(packet.b),
          packet.protocol, 0};
}

xdp_lab::LoadedProgram load(const xdp_lab::Scratch& scratch, const char* program) {
  std::ifstream file(std::string(SGC_SOURCE_DIR) + "/tests/bench/xdp/stimulus.bpf.c");
  const std::string text(std::istreambuf_iterator<char>(file), {});
  const xdp_lab::Compiled compiled = compile(scratch, program, text);
  if (!compiled.ok) throw HarnessError(compiled.messages);
  return xdp_lab::LoadedProgram(compiled.object, program);
}

template <class Header, class Make>
void fill(int map, std::span<const ir::Packet> packets, Make make) {
  const std::size_t bytes = sizeof(Header) * kMostHeaders;
  void* memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, map, 0);
  if (memory == MAP_FAILED) throw HarnessError::system("mapping the stream");
  auto* headers = static_cast<Header*>(memory);
  for (std::size_t i = 0; i < kMostHeaders; ++i) headers[i] = make(packets[i % packets.size()]);
  munmap(memory, bytes);
}

// Of the processor's time, not the clock's: others work on this machine too.
double thread_nanoseconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

}  // namespace

Stimulus::Stimulus(Family family, const xdp_lab::Scratch& scratch)
    : family_(family), filler_(load(scratch, family == Family::V4 ? "fill4" : "fill6")) {}

void Stimulus::set_stream(std::span<const ir::Packet> packets) {
  if (family_ == Family::V4) {
    fill<Header4>(filler_.map("stream4"), packets, header4);
  } else {
    fill<Header6>(filler_.map("stream6"), packets, header6);
  }
}

double Stimulus::nanoseconds(const xdp_lab::LoadedProgram& program, std::uint32_t packets) const {
  const std::uint32_t zero = 0;
  const int descriptor = program.descriptor();
  if (bpf_map_update_elem(filler_.map("under_test"), &zero, &descriptor, BPF_ANY) != 0) {
    throw HarnessError::system("choosing the program under test");
  }

  const std::array<std::uint8_t, kFrameBytes> frame{};
  bpf_test_run_opts options{};
  options.sz = sizeof options;
  options.data_in = frame.data();
  options.data_size_in = frame.size();
  options.repeat = static_cast<int>(packets);
  const double begin = thread_nanoseconds();
  if (bpf_prog_test_run_opts(filler_.descriptor(), &options) != 0) throw HarnessError::system("running the program");
  return (thread_nanoseconds() - begin) / packets;
}

}  // namespace sgc::bench
