#pragma once
/// The loop of `eni-trunking capture`.
#include <cstdint>

#include "base/result.h"
#include "eni_trunking/tasks/capture_output.h"
#include "eni_trunking/tasks/packet_socket.h"

namespace eni::command {

/// Until so many frames have come, or an Interruption (interruption.h) is asked for.
/// @param count  0: without end
/// @error  the interface is gone; the output cannot be written
Result<void> capture_frames(PacketSocket& socket, CaptureOutput& output, std::uint64_t count);

}  // namespace eni::command
