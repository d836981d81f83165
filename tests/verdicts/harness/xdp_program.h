// An XDP program in the kernel: run on frames without any network, or attached to a device.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tests/verdicts/harness/net_namespace.h"
#include "tests/verdicts/harness/packet_builder.h"
#include "tests/verdicts/harness/topology.h"

struct bpf_object;

namespace sgc::verdicts {

// With the numbers of the kernel's xdp_action.
enum class XdpAction : std::uint32_t { Aborted, Drop, Pass, Tx, Redirect };
std::string_view to_string(XdpAction action);

enum class XdpMode : std::uint8_t { Native, Generic };

// Compiles C for BPF with warnings as errors and returns the object file, which lies beside the source. Throws
// HarnessError with what the compiler said.
std::filesystem::path compile_bpf(const std::filesystem::path& source, const std::string& clang = "clang-14",
                                  const std::string& flags = "");

class XdpProgram {
 public:
  // Loads the only XDP program of an object file, its maps too. It may look at the connections of `where`: on a test
  // run those of this namespace, attached those of the device's. Throws HarnessError with the verifier's words.
  XdpProgram(const std::filesystem::path& object, const NetNamespace& where);
  ~XdpProgram();
  XdpProgram(XdpProgram&&) noexcept;
  XdpProgram& operator=(XdpProgram&&) noexcept;

  // What it does with each frame. A frame has at least 14 bytes: the kernel tests no shorter ones.
  std::vector<XdpAction> run(std::span<const Bytes> frames) const;

  // Attaches it to a device of `where`, in place of what is attached there in that mode; replacing leaves no gap.
  void attach(const Device& device, XdpMode mode) const;
  static void detach(const NetNamespace& where, const Device& device, XdpMode mode);

  // For its maps: libbpf's handle, valid as long as this.
  bpf_object* object() const { return object_.get(); }
  int descriptor() const;

 private:
  struct Close {
    void operator()(bpf_object* object) const;
  };
  std::unique_ptr<bpf_object, Close> object_;
  const NetNamespace* where_;
};

}  // namespace sgc::verdicts
