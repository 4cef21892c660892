#pragma once
/// A socket that listens: made, or taken over.
#include <boost/asio/ip/tcp.hpp>
#include <cstdint>

#include "net/server.h"

namespace eni::net {

/// Of options.address and options.port, or options.listener, which is closed on an error.
/// @error  with what to type, of a port that is in use or not for the caller
Result<boost::asio::ip::tcp::acceptor> open_listener(EventLoop& loop, const ServerOptions& options);

/// That it listens at. @return  0 of a Unix socket, and if it listens nowhere
std::uint16_t port_of(boost::asio::ip::tcp::acceptor& acceptor);

}  // namespace eni::net
