#pragma once
/// The form of the tables that compile_shapes.py makes of data/shapes. Numbers alone: texts are offsets into one array, shapes
/// and members are indexes. For model.cpp.
#include <cstdint>

namespace eni::sandbox::shapes {

struct ShapeRow {
  std::uint32_t name;
  std::uint32_t kind;
  std::uint32_t first_member;
  std::uint32_t
      member_count;       ///< of a structure; a list's member, a map's key and value stand at first_member
  std::uint32_t payload;  ///< number of the member that is the body, from 1; 0: none
  std::uint32_t flags;    ///< 1 flattened, 2 has a minimum, 4 has a maximum, 8 sensitive
  std::uint32_t pattern;
  std::uint32_t timestamp_format;
  std::uint32_t first_word;  ///< of the enumeration, in Tables::texts
  std::uint32_t word_count;
};

struct ShapeLimits {
  std::int64_t min;
  std::int64_t max;
};

struct MemberRow {
  std::uint32_t name;
  std::uint32_t wire_name;
  std::uint32_t query_name;
  std::uint32_t shape;
  std::uint32_t location;
  std::uint32_t
      flags;  ///< 1 required, 2 idempotency token, 4 flattened, 8 streaming, 16 XML attribute, 32 named on the wire,
              ///< 64 a change replaces the resource, 128 it may
};

struct OperationRow {
  std::uint32_t name;
  std::uint32_t input;  ///< shape + 1; 0: none
  std::uint32_t output;
  std::uint32_t method;
  std::uint32_t uri;
  std::uint32_t first_input_token, input_token_count;
  std::uint32_t first_output_token, output_token_count;
  std::uint32_t first_result_key, result_key_count;
  std::uint32_t limit_key;
};

struct WaiterRow {
  std::uint32_t name;
  std::uint32_t operation;
  std::uint32_t delay;
  std::uint32_t max_attempts;
  std::uint32_t first_acceptor;
  std::uint32_t acceptor_count;
};

struct AcceptorRow {
  std::uint32_t state;
  std::uint32_t matcher;
  std::uint32_t argument;
  std::uint32_t expected;  ///< as JSON
};

struct ErrorRow {
  std::uint32_t code;
  std::uint32_t http_status;
};

struct Tables {
  const char* text;
  const ShapeRow* shapes;
  const ShapeLimits* limits;
  const MemberRow* members;
  const OperationRow* operations;
  std::uint32_t operation_count;
  const WaiterRow* waiters;
  std::uint32_t waiter_count;
  const AcceptorRow* acceptors;
  const ErrorRow* errors;
  std::uint32_t error_count;
  const std::uint32_t* texts;
  std::uint32_t name;
  std::uint32_t title;
  std::uint32_t protocol;
  std::uint32_t first_other, other_count;
};

}  // namespace eni::sandbox::shapes
