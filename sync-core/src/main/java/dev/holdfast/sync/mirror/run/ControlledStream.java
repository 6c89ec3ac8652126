package dev.holdfast.sync.mirror.run;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Content on its way, which stops where it is when the run is paused or cancelled. */
final class ControlledStream extends FilterInputStream {
    private final RunControl control;
    private final Holding holding;

    ControlledStream(InputStream in, RunControl control, Holding holding) {
        super(in);
        this.control = control;
        this.holding = holding;
    }

    @Override
    public int read() throws IOException {
        pass();
        return super.read();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        pass();
        return super.read(buffer, offset, length);
    }

    private void pass() {
        holding.renewAll();
        control.pass(holding::renewAll);
    }
}
