#pragma once
/// bpf(2) as far as it is needed here: maps, and programs written as instructions.
#include <linux/bpf.h>
#include <vector>

#include "base/result.h"
#include "net/descriptor.h"

namespace eni::sandbox::world::bpf {

enum class Register : std::uint8_t { r0, r1, r2, r3, r4, r5, r6, r7, r8, r9, frame };

/// A program while it is written. Jumps go forward, to a label that is placed later.
class Program {
 public:
  using Label = std::size_t;

  Program& move(Register to, Register from);
  Program& move(Register to, std::int32_t value);
  Program& add(Register to, std::int32_t value);
  Program& bitwise_and(Register to, std::int32_t value);
  Program& store(Register address, std::int16_t offset, Register value, std::uint8_t size);
  Program& load(Register to, Register address, std::int16_t offset, std::uint8_t size);
  Program& load_map(Register to, int map);
  Program& call(bpf_func_id function);
  Program& jump_if(std::uint8_t condition, Register left, std::int32_t right,
                   Label label);  ///< BPF_JEQ, BPF_JNE, …
  Program& jump_if(std::uint8_t condition, Register left, Register right, Label label);
  Program& exit();
  /// Bytes of the frame to the stack; r6 is the program's argument. Registers 0 to 5 are not what they were.
  Program& read_frame(std::int32_t offset, std::int16_t to, std::int32_t size, Label on_failure);

  Label label();
  Program& place(Label label);

  /// For the scheduler's hooks (BPF_PROG_TYPE_SCHED_CLS). @error  with the verifier's last words
  Result<net::Descriptor> load(const char* name);

 private:
  struct Jump {
    std::size_t at;
    Label label;
  };
  Program& put(std::uint8_t code, Register to, Register from, std::int16_t offset, std::int32_t value);
  Program& put_jump(std::uint8_t code, Register left, Register right, std::int32_t value, Label label);

  std::vector<bpf_insn> instructions_;
  std::vector<Jump> jumps_;
  std::vector<std::size_t> places_;
};

Result<net::Descriptor> make_hash_map(const char* name, std::uint32_t key_size, std::uint32_t value_size,
                                      std::uint32_t max_entries);
/// @return  0 or an errno
int update(int map, const void* key, const void* value);
void remove(int map, const void* key);

}  // namespace eni::sandbox::world::bpf
