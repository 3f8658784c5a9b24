# SPDX-License-Identifier: BSD-3-Clause
"""An image seen through gdb: `source support/gdb/skerry.py`, then `skerry threads` and `skerry memory`.

Structures are read by debug information. Memory of the image may be corrupt: whatever is found there is checked, walked
a limited number of steps, and told in a line.
"""
import gdb
import gdb.unwinder

THREADS_MAX, WAITERS_MAX, FRAMES_MAX, FREE_MAX = 100000, 10000, 64, 1000000
STACK_BYTES_MAX, CHUNK = 64 << 10, 4096
# What a thread that waits calls, from lib/lock: the file is named after what it waits for.
LOCK_FILES = {
    **{f"lib/lock/{kind}.c": kind for kind in ("mutex", "semaphore", "rwlock", "condition", "once")},
    "lib/lock/wait.c": "lock",
}
# struct switch_frame of arch/*/context.c: where the program counter is, and gdb's names of it and of the stack pointer.
PROGRAM_COUNTERS = {"return_address": ("rip", "rsp"), "x30": ("pc", "sp")}


class Trouble(Exception):
    """What is wrong with the image or its memory, in one line."""


def symbol(name, file=None):
    """A global's value, or a static's of a file."""
    if file is None:
        found = gdb.lookup_global_symbol(name) or gdb.lookup_static_symbol(name)
    else:
        static = gdb.lookup_static_symbols(name)
        found = next((each for each in static if each.symtab.filename.endswith(file)), None)
    if found is None:
        raise Trouble(f"the image has no {name}: is it one of Skerry's, with debug information?")
    return found.value()


def structure(name):
    """The type of a struct."""
    return gdb.lookup_type(f"struct {name}")


def at(address, kind):
    """What lies at an address."""
    return gdb.Value(address).cast(kind.pointer()).dereference()


def offset_of(kind, member):
    """Bytes of a structure before a member."""
    return next(field.bitpos // 8 for field in kind.fields() if field.name == member)


def container(address, name, member):
    """The structure whose member lies at an address."""
    kind = structure(name)
    return at(address - offset_of(kind, member), kind)


def elements(head, name, member, most):
    """The elements of a struct uk_list; Trouble when it is none."""
    first = before = int(head.address)
    node = int(head["next"])
    for _ in range(most):
        if node == first:
            return
        link = at(node, head.type)
        if int(link["prev"]) != before:
            raise Trouble(f"corrupt list: {node:#x} follows {before:#x}, but says that {int(link['prev']):#x} is before it")
        yield container(node, name, member)
        before, node = node, int(link["next"])
    raise Trouble(f"the list at {first:#x} has more than {most} elements: corrupt")


def printable(data):
    """Bytes up to NUL as text; what cannot be printed is a question mark."""
    return "".join(chr(byte) if 32 <= byte < 127 else "?" for byte in bytes(data).split(b"\0")[0])


def memory(address, size):
    """Bytes; gdb.MemoryError when they cannot be read."""
    return bytes(gdb.selected_inferior().read_memory(address, size))


def readable(address, size):
    """As many bytes as there are, by pages."""
    data = b""
    while len(data) < size:
        try:
            data += memory(address + len(data), min(size - len(data), CHUNK - (address + len(data)) % CHUNK))
        except gdb.MemoryError:
            break
    return data


def place(address):
    """A name for an address, or None."""
    text = gdb.execute(f"info symbol {address:#x}", to_string=True).strip()
    return None if text.startswith("No symbol") else text.split(" in section")[0].replace(" + ", "+")


class SavedContext(gdb.unwinder.Unwinder):
    """Makes gdb take a thread that does not run for the caller of the innermost frame: no register changes."""

    def __init__(self):
        super().__init__("skerry")
        self.saved = None

    def __call__(self, pending):
        saved, self.saved = self.saved, None
        if not saved:
            return None
        info = pending.create_unwind_info(FrameId(saved["id"], gdb.Value(0)))
        for name, value in saved["registers"].items():
            info.add_saved_register(name, gdb.Value(value).cast(pending.read_register(name).type))
        return info

    def frame(self, registers, stack):
        """The innermost frame of a context. gdb must forget it before it looks at real frames again."""
        # Below the real frames: gdb refuses callers whose stack is lower.
        address = gdb.Value(stack).cast(gdb.lookup_type("char").pointer())
        self.saved = {"registers": registers, "id": address}
        gdb.invalidate_cached_frames()
        frame = gdb.newest_frame()
        # Functions that are inlined where the processor is come first.
        while frame is not None and frame.type() == gdb.INLINE_FRAME:
            frame = frame.older()
        self.saved = None
        return frame and frame.older()


class FrameId:  # pylint: disable=too-few-public-methods
    """How gdb tells frames apart."""

    def __init__(self, sp, pc):
        self.sp, self.pc = sp, pc


UNWINDER = SavedContext()
gdb.unwinder.register_unwinder(None, UNWINDER, replace=True)


class restored:  # pylint: disable=invalid-name,too-few-public-methods
    """A with block after which the chosen thread and frame are what they were."""

    def __enter__(self):
        self.thread = gdb.selected_thread()
        self.level = gdb.selected_frame().level()

    def __exit__(self, *_):
        gdb.invalidate_cached_frames()
        if self.thread and self.thread.is_valid():
            self.thread.switch()
        gdb.execute(f"frame {self.level}", to_string=True)


def saved_registers(thread):
    """Registers by gdb's names at the switch that left a thread, and its stack pointer then."""
    kind, stack = structure("switch_frame"), int(thread["context"]["sp"])
    frame = at(stack, kind)
    names = [field.name for field in kind.fields()]
    counter = next(name for name in PROGRAM_COUNTERS if name in names)
    pc_name, sp_name = PROGRAM_COUNTERS[counter]
    size = offset_of(kind, counter) + 8 if counter == "return_address" else kind.sizeof
    known = {register.name for register in gdb.selected_frame().architecture().registers()}
    registers = {name: int(frame[name]) for name in names if name in known and name not in ("mxcsr", "fcw", "fpcr")}
    registers.update({pc_name: int(frame[counter]), sp_name: stack + size})
    return registers, registers[pc_name], stack


def frames(innermost):
    """Frames outward; Trouble when gdb cannot go on."""
    frame = innermost
    for _ in range(FRAMES_MAX):
        if frame is None:
            return
        yield frame
        reason, frame = frame.unwind_stop_reason(), frame.older()
        if frame is None and reason not in (gdb.FRAME_UNWIND_NO_REASON, gdb.FRAME_UNWIND_OUTERMOST):
            raise Trouble(gdb.frame_stop_reason_string(reason))


def source(frame):
    """The file of a frame, or nothing."""
    where = frame.find_sal().symtab
    return where.filename.removeprefix("./") if where else ""


def describe(frame):
    """Function and source line of a frame."""
    file = source(frame)
    line = f" ({file}:{frame.find_sal().line})" if file else ""
    return f"{frame.pc():#018x} {frame.name() or place(frame.pc()) or '?'}{line}"


class Thread:
    """A struct uk_thread."""

    def __init__(self, value):
        self.value, self.address = value, int(value.address)
        data = memory(int(value["name"].address), value["name"].type.sizeof)
        self.name = printable(data) or "(no name)"

    @property
    def state(self):
        """The end of UK_THREAD_BLOCKED and such."""
        value = self.value["state"]
        known = {field.enumval: field.name for field in value.type.fields()}
        return known.get(int(value), f"UK_THREAD_corrupt state {int(value)}").replace("UK_THREAD_", "").lower()

    @property
    def stack(self):
        """Its bounds, or None for the boot stack."""
        low, size = int(self.value["stack"]), int(self.value["stack_size"])
        return (low, low + size) if low else None

    def waiter(self, pointer):
        """The queue that a live struct uk_waiter on its stack is in, and nothing else: what is found is checked there."""
        kind = structure("uk_waiter")
        end = min(self.stack[1] - pointer, STACK_BYTES_MAX) if self.stack else STACK_BYTES_MAX
        data, word, offset = readable(pointer, max(end, 0)), self.address.to_bytes(8, "little"), offset_of(kind, "thread")
        found = data.find(word, offset)
        while found >= 0:
            if found % 8 == pointer % 8 and (queue := is_linked(at(pointer + found - offset, kind))):
                return queue
            found = data.find(word, found + 1)
        return None


def is_linked(waiter):
    """The queue that a waiter is in, which has it in its list, or None."""
    try:
        queue = at(int(waiter["queue"]), structure("uk_wait_queue"))
        if not int(waiter["queue"]):
            return None
        for other in elements(queue["waiters"], "uk_waiter", "link", WAITERS_MAX):
            if other.address == waiter.address:
                return queue
    except (gdb.error, Trouble):
        pass
    return None


def running_threads():
    """By the address of a struct uk_thread: gdb's thread (a processor, or the process) that runs it."""
    running = {}
    for processor in gdb.selected_inferior().threads():
        processor.switch()
        running.update((int(cpu["thread"]), processor) for cpu in this_cpu())
    return running


def this_cpu():
    """The struct ukplat_cpu of the processor that gdb looks at; nothing before its register is set."""
    for base in processor_bases():
        try:
            cpu = at(base, structure("ukplat_cpu"))
            if int(cpu["self"]) == base:
                return [cpu]
        except gdb.MemoryError:
            pass
    return []


def processor_bases():
    """What the per-CPU base register may be; a process may have it in a variable."""
    for name in ("gs_base", "TPIDR_EL1"):
        try:
            yield int(gdb.newest_frame().read_register(name)) & (1 << 64) - 1
        except ValueError:
            pass
    if variable := gdb.lookup_global_symbol("ukarch_process_cpu"):
        yield int(variable.value())


class Threads:
    """All threads of the image."""

    def __init__(self):
        if gdb.selected_inferior().pid == 0:
            raise Trouble("the image is not running")
        self.all, self.trouble = [], None
        try:
            head = symbol("all_threads", "lib/sched/thread.c")
            for value in elements(head, "uk_thread", "all_link", THREADS_MAX):
                self.all.append(Thread(value))
        except (gdb.error, Trouble) as error:
            self.trouble = error
        self.names = {thread.address: thread.name for thread in self.all}
        self.running = running_threads()

    def owner(self, address):
        """Of a lock."""
        return self.names.get(address, f"a thread that there is not ({address:#x})")

    def queue(self, queue, files):
        """What a queue is for: the thread whose end it tells, the lock that it belongs to, or its name."""
        address = int(queue.address)
        kind = structure("uk_thread")
        ending = address - offset_of(kind, "exited")
        if ending in self.names:
            return f"the end of {self.names[ending]}"
        name = place(address) or f"{address:#x}"
        lock = next((LOCK_FILES[file] for file in files if file in LOCK_FILES), None)
        if not lock:
            return f"queue {name}"
        name = name.split("+")[0]
        if lock != "mutex":
            return f"{lock} {name}"
        owner = int(container(address, "uk_mutex", "queue")["owner"])
        return f"mutex {name}, held by {self.owner(owner)}" if owner else f"mutex {name}, which is free"

    def waits(self, thread, pointer, files):
        """What a blocked thread waits for, and until when."""
        queue, timer = thread.waiter(pointer), thread.value["timer"]
        reason = self.queue(queue, files) if queue is not None else None
        until = f"{int(timer['deadline']) / 1e9:.6f} s" if timer["armed"] else None
        if not reason:
            return f"sleeps until {until}" if until else "waits for a wake"
        return f"waits for {reason}" + (f", until {until} at the latest" if until else "")

    def show(self, thread):
        """Its line and its backtrace."""
        processor, state, lines, files, pointer = self.running.get(thread.address), thread.state, [], [], 0
        try:
            if processor:
                processor.switch()
                # Another thread may still be the innermost frame's caller.
                gdb.invalidate_cached_frames()
                innermost, pointer = gdb.newest_frame(), int(gdb.newest_frame().read_register("sp"))
            elif state == "exited":
                innermost = None
            else:
                registers, counter, pointer = saved_registers(thread.value)
                # gdb would look for a caller of what is before the first instruction.
                if counter == int(symbol_address("context_start")):
                    innermost, lines = None, ["not started yet"]
                else:
                    innermost = UNWINDER.frame(registers, pointer)
            for number, frame in enumerate(frames(innermost)):
                files.append(source(frame))
                lines.append(f"#{number:<2} {describe(frame)}")
            if state == "blocked":
                state += ", " + self.waits(thread, pointer, files)
        except (gdb.error, Trouble, ValueError, OverflowError) as error:
            lines.append(f"(no more: {error})")
        if processor:
            idles = state == "exited" or "blocked" in state
            state = f"{state}; its processor idles on its stack" if idles else state.replace("ready", "running")
        bounds = "{:#x} to {:#x}".format(*thread.stack) if thread.stack else "that of the boot"
        entry = int(thread.value["entry"])
        print(f"{thread.name}: {state}\n    struct uk_thread {thread.address:#x}, stack {bounds}")
        if entry:
            print(f"    begins with {place(entry) or f'{entry:#x}, which is no function'}")
        for line in lines:
            print(f"    {line}")


def symbol_address(name):
    """Of a function that assembly defines."""
    return gdb.parse_and_eval(f"(unsigned long) &{name}")


def free_blocks(alloc):
    """Number, bytes and largest of TLSF's free blocks."""
    lists, count, total, largest = container(int(alloc.address), "heap", "alloc")["lists"], 0, 0, 0
    first, second = lists["heads"].type.range()[1], lists["heads"].type.target().range()[1]
    for row in range(first + 1):
        if not int(lists["firsts"]) >> row & 1:
            continue
        for column in range(second + 1):
            block = lists["heads"][row][column]
            while int(block):
                size, count = int(block["size"]), count + 1
                if int(block["tag"]) != int(gdb.parse_and_eval("TAG_FREE")) or count > FREE_MAX:
                    raise Trouble(f"corrupt free list: the block at {int(block):#x} is none")
                total, largest, block = total + size, max(largest, size), block["next_free"]
    return count, total, largest


class Skerry(gdb.Command):
    """What is in an image: skerry threads, skerry memory."""

    def __init__(self):
        super().__init__("skerry", gdb.COMMAND_STATUS, prefix=True)


class Command(gdb.Command):
    """A command that tells trouble in a line."""

    def invoke(self, argument, _from_tty):
        """gdb calls this."""
        try:
            if argument:
                raise Trouble(f"takes no argument: {argument}")
            self.run()
        except (gdb.error, Trouble, ValueError, OverflowError, KeyError, StopIteration) as error:
            raise gdb.GdbError(f"skerry: {error or 'the image is not what its debug information says'}") from None

    def run(self):
        """What the command does."""
        raise NotImplementedError


class ThreadsCommand(Command):
    """List all threads: name, state, what it waits for, deadline, stack, backtrace."""

    def __init__(self):
        super().__init__("skerry threads", gdb.COMMAND_STATUS)

    def run(self):
        """Also those that were found before trouble."""
        if gdb.selected_inferior().pid == 0:
            raise Trouble("the image is not running")
        with restored():
            threads = Threads()
            for thread in threads.all:
                threads.show(thread)
        if threads.trouble:
            raise threads.trouble
        print(f"{len(threads.all)} threads")


class MemoryCommand(Command):
    """Show the default allocator's statistics."""

    def __init__(self):
        super().__init__("skerry memory", gdb.COMMAND_STATUS)

    def run(self):
        """Numbers are bytes or calls."""
        if gdb.selected_inferior().pid == 0:
            raise Trouble("the image is not running")
        alloc = symbol("default_alloc", "lib/alloc/default.c")
        if not int(alloc):
            raise Trouble("there is no allocator yet")
        alloc = alloc.dereference()
        name = printable(readable(int(alloc["name"]), 32))
        print(f"allocator {name} at {int(alloc.address):#x}")
        for field in alloc["stats"].type.fields():
            print(f"    {field.name:<12} {int(alloc['stats'][field.name])}")
        if name == "tlsf":
            print("    {} free blocks of {} bytes in all, the largest of {}".format(*free_blocks(alloc)))


# The timer of a Linux process.
gdb.execute("handle SIGALRM nostop noprint pass", to_string=True)
Skerry()
ThreadsCommand()
MemoryCommand()
